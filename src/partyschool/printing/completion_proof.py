"""结业证明 on A4: what a lost certificate said, under a number of its own, for the office that asks for it."""

from __future__ import annotations

from functools import partial

from partyschool.printing.credit_proof import draw_proof_end, draw_proof_head
from partyschool.printing.fonts import Role
from partyschool.printing.official import LEFT, TOP, WIDTH
from partyschool.printing.sheet import Sheet, build_pdf
from partyschool.printing.styles import Style
from partyschool.services.proofs import CompletionWords
from partyschool.services.words import day_words

ADDRESSES = ("同志", "学员", "")

_BODY = Style(Role.FANG, 16, leading=32)


def print_completion_proof(words: CompletionWords) -> bytes:
    """One page; the seal's place stays free."""
    title = f"{words.name}结业证明"
    return build_pdf([partial(_page, words)], title=title, author=words.school, made=words.made)


def _page(words: CompletionWords, sheet: Sheet) -> None:
    draw_proof_head(sheet, "结　业　证　明", words.number, words.made)
    paragraphs = (
        f"　　兹证明：{_named(words)}",
        f"　　结业证书编号：{words.certificate}，{day_words(words.issued_on)}发证，已在本校证书登记簿登记。",
        "　　特此证明。",
    )
    y = TOP + 44.0
    for text in paragraphs:
        y = sheet.paragraph(LEFT, y, text, _BODY, WIDTH)
    draw_proof_end(sheet, y + 24, words.issuer, words.made)
    sheet.footer("本证明涂改无效，未盖章无效", margin=LEFT, rule=False)


def _named(words: CompletionWords) -> str:
    """The certificate's sentence with the masked number behind the name."""
    for head in (f"{words.name}{address}" for address in ADDRESSES):
        if words.id_number and words.body.startswith(head):
            return f"{head}（身份证号：{words.id_number}）{words.body.removeprefix(head)}"
    return words.body
