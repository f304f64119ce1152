"""Made-up certificates to try a template with: a usual one, and the longest names that the school has or may meet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from partyschool.domain.certificate import CertificateWords
from partyschool.domain.certificate_code import CAPACITY, PREFIX
from partyschool.domain.certificate_faults import placeholder_faults
from partyschool.domain.certificate_presets import BUILT_IN
from partyschool.domain.certificate_template import ClassKind, Template
from partyschool.domain.numbering import CertificateNumber
from partyschool.services import settings
from partyschool.services.presets import preset_settings
from partyschool.services.school_posts import principal_on
from partyschool.services.schools import home
from partyschool.services.words import day_words
from partyschool.storage.database import Database
from partyschool.storage.models import Enrolment, Person, TrainingClass

USUAL, LONG_NAME, LONG_CLASS, MINORITY, REISSUED = "usual", "long_name", "long_class", "minority", "reissued"

_NAME, _UNIT = "马明艳", "前庄村党支部"
# What a class is called whose certificates the template is for.
_CLASSES = {
    ClassKind.DEVELOPMENT: "发展对象培训班",
    ClassKind.ACTIVIST: "入党积极分子培训班",
    ClassKind.ROTATION: "农村党员轮训班",
    ClassKind.MODEL: "村党组织书记示范培训班",
}
_ANY_CLASS = "党务骨干培训班"
_LONGEST_NAME = "欧阳慕容婉清"
_LONGEST_CLASS = "2026年全镇村党组织书记、村“两委”成员和后备干部抓党建促乡村振兴专题培训示范班（第12期）"
_LONGEST_UNIT = "中共房寺镇前庄联村党委下属集体经济合作社第二党支部"
_MINORITY_NAME = "阿卜杜热合曼·麦麦提吐尔逊江"
# The pattern of a code, of its full length; signed by nobody.
_CODE = (PREFIX + "SAMPLE" * CAPACITY)[:CAPACITY]


@dataclass(frozen=True, slots=True)
class Sample:
    """One made-up person on one made-up class of this school; `key` is one of those above, `note` marks a later copy.

    The words are the school's own of now; `is_own_sentence` says that they are not those that came with the program.
    """

    key: str
    facts: dict[str, str]
    title: str
    sentence: str
    closing: str
    issuer: str
    principal: str
    is_own_sentence: bool
    note: str = ""

    def words(self, template: Template) -> CertificateWords:
        """What would stand on this certificate: the template's words go before the school's, as at issuing.

        A sentence whose braces cannot be filled stands as it is written: `certificate_faults` tells of it.
        """
        keeps_own = self.is_own_sentence and template in BUILT_IN.values()
        sentence = self.sentence if keeps_own or not template.sentence else template.sentence
        facts = self._facts(template)
        if not any(placeholder_faults(sentence)):
            sentence = sentence.format_map(facts)
        paragraphs = [sentence, template.closing or self.closing]
        return CertificateWords(
            self.facts["姓名"],
            self.facts["编号"],
            template.title or self.title,
            "\n".join(part for part in paragraphs if part),
            self.issuer,
            self.facts["日期"],
            self.principal,
            _CODE,
            facts,
        )

    def _facts(self, template: Template) -> dict[str, str]:
        """With a class of the first kind that the template is for."""
        if self.key == LONG_CLASS or not template.class_kinds:
            return self.facts
        title = self.facts["班次"].replace(_ANY_CLASS, _CLASSES[template.class_kinds[0]])
        return self.facts | {"班次": title}


def list_samples(db: Database) -> list[Sample]:
    """The usual one first; names and titles of the school's own where they are longer than those thought out here."""
    with db.read() as session:
        school = home(session)
        day = db.now().date()
        number = CertificateNumber(school.short, settings.get(session, "certificate.kind"), day.year, 12)
        usual = {
            "姓名": _NAME,
            "称呼": "同志",
            "单位": _UNIT,
            "时间": f"{day.year}年3月12日至3月14日",
            "学校": school.name,
            "班次": f"{day.year}年{_ANY_CLASS}（第2期）",
            "学时": "24",
            "编号": str(number),
            "日期": day_words(day.replace(month=3, day=14)),
        }
        names = {"姓名": _longest(session, Person.name, _LONGEST_NAME)}
        classes = {"班次": _longest(session, TrainingClass.title, _LONGEST_CLASS)}
        units = {"单位": _longest(session, Enrolment.unit_name, _LONGEST_UNIT)}
        wording: dict[str, Any] = {
            "title": settings.get(session, "certificate.title"),
            "sentence": settings.get(session, "certificate.words"),
            "closing": settings.get(session, "certificate.closing"),
            "issuer": school.issuer or school.name,
            "principal": principal_on(session, school, day)
            if settings.get(session, "certificate.shows_principal")
            else "",
        }
    is_own = wording["sentence"] != preset_settings()["certificate.words"]
    own = {
        USUAL: usual,
        LONG_NAME: usual | names,
        LONG_CLASS: usual | classes | units,
        MINORITY: usual | {"姓名": _MINORITY_NAME},
    }
    samples = [Sample(key, facts, **wording, is_own_sentence=is_own) for key, facts in own.items()]
    return [*samples, replace(samples[0], key=REISSUED, note=f"补发 {day_words(day)}")]


def _longest(session: Session, column: InstrumentedAttribute[str], otherwise: str) -> str:
    found = session.scalars(select(column).order_by(func.length(column).desc(), column).limit(1)).first()
    return found if found is not None and len(found) > len(otherwise) else otherwise
