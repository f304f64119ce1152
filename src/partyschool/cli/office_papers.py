"""`print KIND … -o FILE.docx|FILE.xlsx`: papers for WPS; the ending of the file says so."""

from __future__ import annotations

import argparse
from pathlib import Path

from partyschool.cli.surroundings import Surroundings
from partyschool.errors import Refusal

ENDINGS = (".docx", ".xlsx")


def is_office_paper(options: argparse.Namespace) -> bool:
    """Whether the name of the file asks for a document or a workbook."""
    return Path(options.output).suffix.lower() in ENDINGS


def write_office_paper(surroundings: Surroundings, options: argparse.Namespace) -> None:
    """The paper as a file for WPS.

    :raises Refusal: this kind has none of that format.
    """
    from partyschool.exchange.office_papers import (
        CLASS_TABLES,
        WORKBOOK,
        YEAR_TABLES,
        class_format,
        save_class_paper,
        save_year_paper,
    )

    path, kind = Path(options.output), options.kind
    ending = path.suffix.lower()
    with surroundings.database() as db:
        if kind in YEAR_TABLES and ending == WORKBOOK:
            save_year_paper(db, path, kind=kind, year=options.subject, school=getattr(options, "school", ""))
        elif ending == class_format(_class_kind(options)):
            number = getattr(options, "number", None)
            save_class_paper(db, path, kind=_class_kind(options), code=options.subject, number=number)
        else:
            known = "、".join(sorted({*CLASS_TABLES, *YEAR_TABLES} - {"filled", "villages"}))
            message = f"“{kind}”不能存成 {ending}。可以存成 .docx 的有 notice，.xlsx 的有 {known}；其余请存成 .pdf。"
            raise Refusal(message, code="format")
    surroundings.answer({"file": str(path)}, lambda: iter([f"已写出 {path}"]))


def _class_kind(options: argparse.Namespace) -> str:
    if options.kind == "sheet":
        return "filled" if options.filled else "villages" if options.by_village else "sheet"
    return str(options.kind)
