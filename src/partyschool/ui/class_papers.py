"""The papers of a class: which can be printed now, and how each is laid out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from partyschool.errors import Refusal
from partyschool.ui import problems
from partyschool.ui.class_tables import PaperLine
from partyschool.ui.exporting import ask_path
from partyschool.ui.networks import list_networks
from partyschool.ui.preview import show_preview
from partyschool.ui.tasks import Report
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.class_rows import ClassDetail
    from partyschool.storage.database import Database

State = tuple[bool, str]
OFFICE = {".docx": "WPS 文字 (*.docx)", ".xlsx": "Excel 工作簿 (*.xlsx)"}


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A kind of paper: what it is for, whether the class is far enough for it, and who lays it out."""

    key: str
    title: str
    use: str
    state: Callable[[ClassDetail], State]
    make: Callable[[Database, str, Report], bytes]


def paper_lines(detail: ClassDetail) -> list[PaperLine]:
    """What there is to print, in the order in which it is needed."""
    return [PaperLine(kind.key, kind.title, kind.use, *kind.state(detail)) for kind in KINDS]


def show_paper(parent: QWidget, db: Database, detail: ClassDetail, key: str) -> None:
    """Lay out and preview one of the papers."""
    kind = next(kind for kind in KINDS if kind.key == key)
    title, code = detail.row.title, detail.row.code
    show_preview(
        parent, f"{kind.title} {title}", lambda report: kind.make(db, code, report), f"{title} {kind.title}.pdf"
    )


def preview_photos(parent: QWidget, db: Database, code: str) -> None:
    """The pages of a class's photographs."""
    show_preview(parent, f"{code} 培训照片", lambda report: _photos(db, code, report), f"{code} 培训照片.pdf")


def save_office_paper(parent: QWidget, db: Database, detail: ClassDetail, key: str) -> None:
    """Ask where, then write the paper for WPS.

    :raises Refusal: this kind is made for paper only.
    """
    from partyschool.exchange.office_papers import class_format, save_class_paper

    kind, ending = next(kind for kind in KINDS if kind.key == key), class_format(key)
    if not ending:
        raise Refusal(f"{kind.title}只能预览、打印、存成 PDF。通知可以存成 WPS 文字，各种表可以存成 Excel 工作簿。")
    path = ask_path(parent, f"另存{kind.title}", f"{detail.row.title} {kind.title}{ending}", OFFICE[ending])
    if path is not None:
        save_class_paper(db, path, kind=key, code=detail.row.code)
        problems.say(f"已保存到“{path}”", Tone.DONE)


def show_feedback(parent: QWidget, db: Database, code: str, teacher_id: int) -> None:
    """One teacher's 教学评价反馈单."""
    show_preview(parent, "教学评价反馈单", lambda _: _feedback(db, code, [teacher_id]), f"{code} 教学评价反馈单.pdf")


# Whether a class is far enough


def _has_sessions(detail: ClassDetail) -> State:
    return (True, f"{len(detail.sessions)} 场") if detail.sessions else (False, "还没有排场次")


def _has_lessons(detail: ClassDetail) -> State:
    return (True, f"{len(detail.lessons)} 节") if detail.lessons else (False, "还没有排课程表")


def _has_people(detail: ClassDetail) -> State:
    return (True, f"{detail.row.enrolled} 人") if detail.row.enrolled else (False, "还没有学员")


def _can_sign(detail: ClassDetail) -> State:
    ready = bool(detail.row.enrolled and detail.sessions)
    return ready, f"{detail.row.enrolled} 人" if ready else "还没有学员或场次"


def _was_signed(detail: ClassDetail) -> State:
    seen = any(row.present for row in detail.sessions)
    return seen, "按签到记录" if seen else "还没有人签到"


def _has_photos(detail: ClassDetail) -> State:
    return (True, f"{detail.photos} 张") if detail.photos else (False, "还没有照片，点“培训照片…”添加")


def _has_teachers(detail: ClassDetail) -> State:
    count = len({(row.title, row.teacher_id) for row in detail.lessons if row.teacher_id})
    return (True, f"{count} 门课") if count else (False, "课程表上还没有授课人")


# How each is laid out


def _notice(db: Database, code: str, report: Report) -> bytes:
    from partyschool.printing.notice import print_notice
    from partyschool.services.notice_words import notice_words

    return print_notice(notice_words(db, code=code))


def _timetable(db: Database, code: str, report: Report) -> bytes:
    from partyschool.printing.timetable import print_timetable
    from partyschool.services.class_queries import get_class
    from partyschool.services.schools import home_school

    school = home_school(db)
    issuer = school.issuer or school.name
    return print_timetable(get_class(db, code), school=school.name, issuer=issuer, made=db.now().date())


def _sheets(*, filled: bool = False, by_village: bool = False) -> Callable[[Database, str, Report], bytes]:
    def make(db: Database, code: str, report: Report) -> bytes:
        from partyschool.printing.signin_sheet import print_sheets
        from partyschool.services.schools import home_school
        from partyschool.services.sheet_words import sheet_words

        words = sheet_words(db, code=code, filled=filled, by_village=by_village)
        return print_sheets(words, school=home_school(db).name, made=db.now().date())

    return make


def _cards(db: Database, code: str, report: Report) -> bytes:
    from partyschool.printing.cards import print_cards
    from partyschool.services.cards import give_cards

    return print_cards(give_cards(db, class_code=code), made=db.now().date(), progress=report)


def _handbook(form: str) -> Callable[[Database, str, Report], bytes]:
    def make(db: Database, code: str, report: Report) -> bytes:
        from partyschool.printing.handbook import print_handbook
        from partyschool.services.handbook_words import handbook_words

        networks = [network for network in list_networks() if not network.is_virtual]
        host = networks[0].address if networks else ""
        return print_handbook(handbook_words(db, code=code, host=host), form=form)

    return make


def _signs(of: str) -> Callable[[Database, str, Report], bytes]:
    def make(db: Database, code: str, report: Report) -> bytes:
        from partyschool.printing.signs import print_signs
        from partyschool.services.sign_words import sign_words

        words = sign_words(db, code=code, of=of)
        return print_signs(words.people, school=words.school, title=words.title, made=db.now().date())

    return make


def _binder(db: Database, code: str, report: Report) -> bytes:
    from partyschool.printing.binder import print_binder, show_cover
    from partyschool.services.binder_words import binder_words
    from partyschool.services.class_queries import get_class
    from partyschool.services.paper_log import record_paper
    from partyschool.services.schools import home_school

    show_cover(get_class(db, code), home_school(db), made=db.now().date())
    words = binder_words(db, code=code)
    record_paper(db, kind="binder", subject=code)
    return print_binder(words)


def _photos(db: Database, code: str, report: Report) -> bytes:
    from partyschool.printing.class_photos import print_class_photos
    from partyschool.services.class_photo_words import class_photo_words

    return print_class_photos(class_photo_words(db, code=code))


def _evaluation(db: Database, code: str, report: Report) -> bytes:
    from partyschool.printing.evaluation import print_evaluation
    from partyschool.services.evaluation_queries import get_evaluation

    return print_evaluation(get_evaluation(db, code), made=db.now().date())


def _feedback(db: Database, code: str, teacher_ids: list[int] | None = None) -> bytes:
    from partyschool.printing.evaluation_feedback import print_feedback
    from partyschool.services.evaluation_queries import get_evaluation

    return print_feedback(get_evaluation(db, code), made=db.now().date(), teacher_ids=teacher_ids)


KINDS = (
    PaperKind("notice", "培训通知", "发给各村，带名额分配表、报名回执、课程安排表", _has_sessions, _notice),
    PaperKind("timetable", "课程安排表", "开班前发给学员、张贴", _has_lessons, _timetable),
    PaperKind("sheet", "签到表（空白）", "停电、停网时手签，每半天一列", _can_sign, _sheets()),
    PaperKind("villages", "签到表（每村一张）", "按村带队签到，或者分给各村带走", _can_sign, _sheets(by_village=True)),
    PaperKind("filled", "签到表（已填）", "签到结束后存档，时间和方式取自签到记录", _was_signed, _sheets(filled=True)),
    PaperKind("handbook", "学员手册（一张 A4）", "日程、须知、誓词，一天的班用", _has_lessons, _handbook("sheet")),
    PaperKind("booklet", "学员手册（对折成册）", "A4 双面、短边翻转，对折成 A5", _has_lessons, _handbook("booklet")),
    PaperKind("a5", "学员手册（A5 逐页）", "用 A5 纸，或者送印刷厂", _has_lessons, _handbook("a5")),
    PaperKind("cards", "学员证", "十张一页，裁开后用扫码枪签到", _has_people, _cards),
    PaperKind("signs", "桌签（学员）", "每人一张，沿虚线对折", _has_people, _signs("trainees")),
    PaperKind("teacher_signs", "桌签（授课人、主持人）", "每人一张，沿虚线对折", _has_teachers, _signs("teachers")),
    PaperKind("evaluation", "教学质量测评表", "不记名测评票、计票表，录入票数后带结果", _has_teachers, _evaluation),
    PaperKind(
        "feedback", "教学评价反馈单", "测评录入后，每位老师一张", _has_teachers,
        lambda db, code, report: _feedback(db, code),
    ),
    PaperKind("photos", "培训照片", "一页四张，带说明和拍摄时间，也进培训档案", _has_photos, _photos),
    PaperKind("binder", "培训档案（全部材料）", "一期一档，带目录和书签，按检查的顺序装订", _has_sessions, _binder),
)  # fmt: skip
