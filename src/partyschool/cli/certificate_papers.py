"""`print certificates` after a template or as an overprint, and `print overprint-test`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from partyschool.errors import Refusal

if TYPE_CHECKING:
    from partyschool.domain.overprint import Overprint
    from partyschool.storage.database import Database

KINDS = {
    "certificates": ("结业证书（发证并打印）", "编号"),
    "overprint-test": ("套打测试页：和空白证书叠起来看要移多少", "模板"),
}


def add_options(kind: str, action: argparse.ArgumentParser) -> None:
    """What only these kinds take."""
    if kind not in KINDS:
        return
    if kind == "certificates":
        words = "按哪个模板发证（名称，见 certificate-template list）；默认按班次种类。已发过的按发证时的模板印"
        action.add_argument("--template", default="", metavar="NAME", help=words)
        action.add_argument("--overprint", action="store_true", help="套打：只印字，不印边框、底图和固定文字")
    kept = "默认用这台电脑上次记下的"
    action.add_argument("--dx", type=float, metavar="MM", help=f"套打向右移几毫米，负数向左，每次 0.5，最多 20；{kept}")
    action.add_argument("--dy", type=float, metavar="MM", help=f"套打向下移几毫米，负数向上；{kept}")


def make_certificates(db: Database, options: argparse.Namespace) -> tuple[bytes, list[str]]:
    """Issue what is due in the class, then print every valid certificate of it; the PDF and its numbers.

    :raises Refusal: nobody is entitled, no such template, or words that do not fit.
    """
    from partyschool.printing.certificate_batch import print_register_lines, refuse_what_does_not_fit
    from partyschool.services import settings
    from partyschool.services.certificate_pictures import pictures_of_rows
    from partyschool.services.certificate_template_queries import named_template
    from partyschool.services.certificates import draft_words, issue, note_printed
    from partyschool.services.schools import home_school

    if not options.overprint and (options.dx, options.dy) != (None, None):
        raise Refusal("--dx、--dy 只用于套打，请同时写 --overprint。", code="overprint")
    overprint = _overprint(db, options) if options.overprint else None
    template = named_template(db, options.template).ref if options.template else ""
    refuse_what_does_not_fit(*draft_words(db, class_code=options.subject, template=template))
    answer = issue(db, class_code=options.subject, template=template)
    rows = sorted((*answer.already, *answer.issued), key=lambda row: (row.year, row.serial))
    pdf, digest = print_register_lines(
        rows,
        school=home_school(db).name,
        photo_box=settings.get_all(db)["certificate.photo_box"],
        pictures=pictures_of_rows(db.folder, rows),
        overprint=overprint,
    )
    numbers = [row.number for row in rows]
    note_printed(db, numbers=numbers, sha256=digest, overprint=overprint)
    return pdf, numbers


def make_overprint_test(db: Database, options: argparse.Namespace) -> tuple[bytes, list[str]]:
    """The sheet that shows how far the words must be moved."""
    from partyschool.printing.overprint_test_page import print_overprint_test
    from partyschool.services.certificate_samples import list_samples
    from partyschool.services.certificate_template_queries import named_template
    from partyschool.services.schools import home_school

    template = named_template(db, options.subject).template
    words = list_samples(db)[0].words(template)
    school, made = home_school(db).name, db.now().date()
    return print_overprint_test(template, words, school=school, made=made, overprint=_overprint(db, options)), []


def _overprint(db: Database, options: argparse.Namespace) -> Overprint:
    """The options over what this computer has kept.

    :raises Refusal: farther than 20 mm, or no multiple of half a millimetre.
    """
    from partyschool.domain.overprint import Overprint
    from partyschool.services.overprints import overprint_here

    kept = overprint_here(db)
    right = kept.right if options.dx is None else options.dx
    return Overprint(right, kept.down if options.dy is None else options.dy)


MAKERS = {"certificates": make_certificates, "overprint-test": make_overprint_test}
