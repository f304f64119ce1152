"""Putting a certificate's words together from the school's own sentence; afterwards they are frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from partyschool.domain.certificate import CertificateWords
from partyschool.domain.certificate_template import PLACEHOLDERS
from partyschool.domain.numbering import CertificateNumber
from partyschool.domain.terms import PersonKind, SessionState
from partyschool.errors import Refusal
from partyschool.services import settings
from partyschool.services.certificate_template_queries import TemplateRow
from partyschool.services.presets import preset_settings
from partyschool.services.school_posts import principal_on
from partyschool.services.words import day_words
from partyschool.storage.models import Person, School, TrainingClass

COMRADE, TRAINEE = "同志", "学员"


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentence with its fields in braces, the line after it, the title, and the line of the 校长."""

    title: str
    sentence: str
    closing: str
    issuer: str
    principal: str

    def words(
        self,
        training_class: TrainingClass,
        organiser: str,
        person: Person,
        unit: str,
        number: CertificateNumber,
        day: date,
        code: str,
    ) -> CertificateWords:
        """All that stands on one certificate.

        :raises Refusal: the sentence names a field that there is not.
        """
        values = {
            "姓名": person.name,
            "称呼": training_class.addressed_as or (TRAINEE if person.kind == PersonKind.MASSES else COMRADE),
            "单位": unit,
            "时间": period(training_class.starts_on, training_class.ends_on),
            "学校": organiser,
            "班次": training_class.title,
            "学时": hours_of(training_class),
            "编号": str(number),
            "日期": day_words(day),
        }
        try:
            sentence = self.sentence.format_map(values)
        except (KeyError, ValueError, IndexError) as error:
            fields = "、".join(f"{{{field}}}" for field in PLACEHOLDERS)
            message = f"设置里的证书正文“{self.sentence}”不能用：花括号里只能是 {fields}。请改正后再发证。"
            raise Refusal(message, code="certificate_words") from error
        paragraphs = "\n".join(part for part in (sentence, self.closing) if part)
        return CertificateWords(
            person.name, str(number), self.title, paragraphs, self.issuer, day_words(day), self.principal, code, values
        )


def wording(session: Session, home: School, day: date, chosen: TemplateRow) -> Wording:
    """The template's words, else those of the settings; the 校长 of the day of issue signs."""
    template = chosen.template
    return Wording(
        template.title or settings.get(session, "certificate.title"),
        _sentence(session, chosen),
        template.closing or settings.get(session, "certificate.closing"),
        home.issuer or home.name,
        principal_on(session, home, day) if settings.get(session, "certificate.shows_principal") else "",
    )


def _sentence(session: Session, chosen: TemplateRow) -> str:
    """A sentence that the school wrote itself goes before one that only came with the program."""
    own: str = settings.get(session, "certificate.words")
    if chosen.is_as_shipped and own != preset_settings()["certificate.words"]:
        return own
    return chosen.template.sentence or own


def period(first: date, last: date) -> str:
    """2025年3月12日至3月14日; the year again only where it changes; one day alone."""
    if first == last:
        return day_words(first)
    end = f"{last.month}月{last.day}日" if first.year == last.year else day_words(last)
    return f"{day_words(first)}至{end}"


def hours_of(training_class: TrainingClass) -> str:
    """学时 of all sessions that were not void."""
    halves = sum(row.half_hours for row in training_class.sessions if row.state != SessionState.CANCELLED)
    return f"{halves / 2:g}"
