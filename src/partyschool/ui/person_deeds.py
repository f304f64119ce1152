"""What the buttons under the lists of a person's page do: enter, correct, take back, go there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from partyschool.ui import problems
from partyschool.ui.day_dialog import DayDialog
from partyschool.ui.page import Page
from partyschool.ui.reason_dialog import ReasonDialog
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.contacts import ContactRow
    from partyschool.services.exemptions import ExemptionRow
    from partyschool.services.merging import MergeRow
    from partyschool.services.other_study import StudyRow
    from partyschool.services.person_events import EventRow
    from partyschool.services.posts import PostRow
    from partyschool.ui.person_page import PersonPage


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the buttons of one tab; an empty one is hidden."""

    add: str = ""
    change: str = ""
    end: str = ""
    lead: str = ""
    nothing: str = ""


DEEDS = {
    "timeline": Words(nothing="还没有带日期的记录。"),
    "events": Words(end="撤销这条变动…", nothing="没有登记过变动。转入转出、转正、流动、失联都用右上角“登记变动”。"),
    "posts": Words("登记任职…", "更正…", "卸任…", nothing="没有登记过职务。任过村“两委”或班子职务的，年度要求不同。"),
    "memberships": Words("转到别的支部…", nothing="还没有所在支部。"),
    "classes": Words(lead="打开培训班", nothing="还没有参加过培训班。"),
    "hours": Words(lead="看依据", nothing="还没有学时。"),
    "studies": Words("登记其他学习…", end="撤回…", nothing="没有其他学习的记录。"),
    "exemptions": Words("登记免训…", end="撤销免训…", nothing="没有免训过。"),
    "certificates": Words(lead="打开证书", nothing="还没有发过证书。"),
    "contacts": Words("登记联系…", end="撤回…", nothing="没有联系、送学的记录。流动、失联党员要常联系。"),
}


class Deeds:
    """Acts on the page's chosen line."""

    def __init__(self, page: PersonPage) -> None:
        self._page = page

    def add(self) -> None:
        """The first button of the tab."""
        page = self._page
        adds: dict[str, Callable[[], None]] = {
            "posts": lambda: self.open_post(None), "studies": self.add_study, "contacts": self.add_contact,
            "memberships": lambda: page.register("transfer"), "exemptions": lambda: page.register("exempt"),
        }  # fmt: skip
        adds[page.form.tabs.current()]()

    def change(self) -> None:
        """Set the chosen post right."""
        self.open_post(self._page.chosen())

    def open_post(self, post: PostRow | None) -> None:
        """A new post, or one that there is."""
        from partyschool.ui.post_dialog import PostDialog

        PostDialog(self._page.context, self._page.shown(), post, self._page).open()

    def add_study(self) -> None:
        """Other study, perhaps for others too."""
        from partyschool.ui.study_dialog import StudyDialog

        StudyDialog(self._page.context, [self._page.person_id], self._page).open()

    def add_contact(self) -> None:
        """A contact, perhaps with others too."""
        from partyschool.ui.contact_dialog import ContactDialog

        ContactDialog(self._page.context, [self._page.person_id], self._page).open()

    def end(self) -> None:
        """Take back or end the chosen line."""
        ends: dict[str, Callable[[Any], None]] = {
            "events": self._withdraw_event, "posts": self._end_post, "studies": self._withdraw_study,
            "exemptions": self._withdraw_exemption, "contacts": self._withdraw_contact,
        }  # fmt: skip
        ends[self._page.form.tabs.current()](self._page.chosen())

    def _withdraw_event(self, event: EventRow) -> None:
        from partyschool.services.person_events import withdraw_event

        lead = f"{event.on} {event.words}。撤销后按没有这条变动算，它带来的职务结束、退班也一并恢复；记录仍保留。"
        ReasonDialog(
            self._page, title="撤销变动", button="撤销", ask="为什么撤销", lead=lead,
            act=lambda reason: withdraw_event(self._page.context.db, event_id=event.id, reason=reason),
        ).open()  # fmt: skip

    def _end_post(self, post: PostRow) -> None:
        from partyschool.services.posts import end_post

        DayDialog(
            self._page, title=f"卸任 · {post.title}", ask="离任日期（最后一天）", day=self._page.context.today,
            button="登记卸任", lead="这一天还算在任；年度要求按任职日期重新算，以前的学时不变。",
            act=lambda day: end_post(self._page.context.db, post_id=post.id, on=day),
        ).open()  # fmt: skip

    def _withdraw_study(self, study: StudyRow) -> None:
        from partyschool.services.other_study import withdraw_study

        what = f"{study.form.studied_on} {study.form.title}，{study.form.half_hours / 2:g} 学时"
        ReasonDialog(
            self._page, title="撤回其他学习", button="撤回", ask="为什么撤回",
            lead=f"{what}。撤回后不再计入；记录仍保留。",
            act=lambda reason: withdraw_study(self._page.context.db, study_id=study.id, reason=reason),
        ).open()  # fmt: skip

    def _withdraw_exemption(self, exemption: ExemptionRow) -> None:
        from partyschool.services.exemptions import withdraw_exemption

        DayDialog(
            self._page, title=f"撤销 {exemption.year} 年免训", ask="从哪一天起", day=self._page.context.today,
            button="撤销免训", lead="从这一天起重新算作应训；原来的免训记录保留。",
            act=lambda day: withdraw_exemption(self._page.context.db, exemption_id=exemption.id, on=day),
        ).open()  # fmt: skip

    def _withdraw_contact(self, contact: ContactRow) -> None:
        from partyschool.services.contacts import withdraw_contact

        ReasonDialog(
            self._page, title="撤回联系记录", button="撤回", ask="为什么撤回",
            lead=f"{contact.form.contacted_on} {contact.form.content or contact.form.material}。撤回后不再列出。",
            act=lambda reason: withdraw_contact(self._page.context.db, contact_id=contact.id, reason=reason),
        ).open()  # fmt: skip

    def undo_merge(self, merge: MergeRow) -> None:
        """Two records again."""
        undo_merge(self._page, merge)

    def lead(self) -> None:
        """Where the chosen line leads."""
        page, tab, chosen = self._page, self._page.form.tabs.current(), self._page.chosen()
        if chosen is None:
            return
        if tab == "classes":
            page.context.go("class", id=chosen.code)
        elif tab == "certificates":
            page.context.go("certificates", number=chosen.number)
        elif tab == "hours":
            page.context.go("hours", person=page.person_id)

    def open_row(self) -> None:
        """Enter, or a double click: what the tab is for."""
        if self._page.form.tabs.current() == "posts":
            self.change()
        else:
            self.lead()


def undo_merge(page: Page, merge: MergeRow) -> None:
    """Ask once, then take a merge back."""
    from partyschool.services.merging import undo_merge as take_back

    def act(reason: str) -> None:
        left = take_back(page.context.db, merge_id=merge.id, reason=reason)
        words = f"，有 {left} 处合并后又改过，保留现在的值" if left else ""
        problems.say(f"已恢复成两条记录{words}", Tone.DONE)

    lead = f"{merge.at:%Y-%m-%d} 把两条“{merge.merged}”合成了一条。撤销后恢复成两条；以后新记的留在保留的那条。"
    ReasonDialog(page, title="撤销合并", button="恢复成两条记录", ask="为什么撤销", lead=lead, act=act).open()
