"""`verify`: a code, a picture or the printed PDF against a public key alone; forgeries of every kind are seen."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageFilter

from partyschool.domain.certificate_code import PREFIX, CodeFacts, message, read_code, signed
from partyschool.domain.numbering import CertificateNumber
from partyschool.errors import Refusal
from partyschool.exchange.code_reader import read_codes
from partyschool.paths import DataFolder
from partyschool.printing.certificate import CertificateCopy, print_certificates
from partyschool.services.certificate_rows import CertificateRow
from partyschool.services.certificates import issue, revoke, void
from partyschool.services.signing import (
    PRIVATE_NAME,
    PUBLIC_NAME,
    keep_public_key,
    known_keys,
    read_public_key,
    signing_key,
)
from partyschool.services.verification import Verification, verify
from partyschool.storage.database import Database
from tests.conftest import Clock
from tests.services.certified_class import SCHOOL, hold_class


@pytest.fixture
def row(db: Database, clock: Clock) -> CertificateRow:
    held = hold_class(db, clock, {"张𠮷㛃": 6})
    return issue(db, class_code=held.code).issued[0]


@pytest.fixture
def public_key(db: Database, row: CertificateRow, tmp_path: Path) -> Path:
    """As another office has it: only the file with the public key."""
    path = tmp_path / "房寺镇党校公钥.pem"
    path.write_bytes((db.folder.keys / PUBLIC_NAME).read_bytes())
    return path


def printed(*rows: CertificateRow, tmp_path: Path) -> Path:
    path = tmp_path / "证书.pdf"
    copies = [CertificateCopy(row.words) for row in rows]
    path.write_bytes(print_certificates(copies, school=SCHOOL, made=rows[0].issued_on))
    return path


def answer(source: str | Path, key: Path, **wish: str) -> Verification:
    return verify(read_codes(str(source)), [read_public_key(key)], **wish)[0]  # type: ignore[arg-type]


def test_the_code_alone_tells_number_school_and_date(row: CertificateRow, public_key: Path) -> None:
    found = answer(row.words.code, public_key)
    assert (found.valid, found.state) == (True, "signed")
    assert (found.number, found.school, found.issued) == (row.number, SCHOOL, row.issued_on)
    assert found.name == ""


def test_a_name_is_confirmed_or_denied_by_its_digest(row: CertificateRow, public_key: Path) -> None:
    assert answer(row.words.code, public_key, name="张 𠮷㛃").name == "张 𠮷㛃"
    denied = answer(row.words.code, public_key, name="张𠮷")
    assert (denied.valid, denied.state) == (False, "altered")


def test_a_code_typed_in_full_width_small_letters_and_lines_is_the_same(row: CertificateRow, public_key: Path) -> None:
    code = row.words.code.lower()
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in code)
    assert answer(f"{wide[:60]}\n　{wide[60:]}", public_key).valid


def test_the_printed_pdf_is_genuine_and_names_its_owner(row: CertificateRow, public_key: Path, tmp_path: Path) -> None:
    found = answer(printed(row, tmp_path=tmp_path), public_key)
    assert (found.valid, found.name, found.number) == (True, "张𠮷㛃", row.number)


@pytest.mark.parametrize("turn", [0, 3, -3])
def test_a_scan_of_150_dots_turned_and_blurred_is_read(
    row: CertificateRow, public_key: Path, tmp_path: Path, turn: int
) -> None:
    page = pypdfium2.PdfDocument(printed(row, tmp_path=tmp_path))[0].render(scale=150 / 72).to_pil().convert("L")
    scan = page.filter(ImageFilter.GaussianBlur(1)).rotate(turn, Image.Resampling.BICUBIC, fillcolor=255)
    path = tmp_path / "扫描.jpg"
    scan.save(path, quality=70)
    assert answer(path, public_key).number == row.number


def test_a_name_changed_on_the_paper_is_seen(row: CertificateRow, public_key: Path, tmp_path: Path) -> None:
    for name in ("李卫国", "假张𠮷㛃", "张𠮷㛃霞"):
        words = replace(row.words, paragraphs=row.words.paragraphs.replace("张𠮷㛃", name))
        found = answer(printed(replace(row, words=words), tmp_path=tmp_path), public_key)
        assert (found.valid, found.state) == (False, "altered"), name


def test_a_number_changed_on_the_paper_is_seen(row: CertificateRow, public_key: Path, tmp_path: Path) -> None:
    words = replace(row.words, number="禹房党校结字〔2025〕第0009号")
    found = answer(printed(replace(row, words=words), tmp_path=tmp_path), public_key)
    assert not found.valid
    assert "编号" in found.reason


def test_every_single_changed_character_makes_the_code_invalid(row: CertificateRow, public_key: Path) -> None:
    code = row.words.code
    for place in range(len(PREFIX), len(code), 7):
        other = "7" if code[place] != "7" else "8"
        assert not answer(code[:place] + other + code[place + 1 :], public_key).valid, place
    assert answer(code[:-1], public_key).state in {"no_code", "unknown_key"}


def test_a_code_of_another_school_is_not_ours(db: Database, row: CertificateRow, tmp_path: Path) -> None:
    other = DataFolder(tmp_path / "别处")
    key = keep_public_key(other, school="中共禹城市伦镇委员会党校", short="禹伦")
    assert answer(row.words.code, key).state == "unknown_key"
    trusted = other.keys / "trusted"
    trusted.mkdir()
    (trusted / "房寺.pem").write_bytes((db.folder.keys / PUBLIC_NAME).read_bytes())
    assert verify(read_codes(row.words.code), known_keys(other))[0].school == SCHOOL


def test_a_trusted_school_cannot_sign_in_the_name_of_another(row: CertificateRow, tmp_path: Path) -> None:
    other = DataFolder(tmp_path / "别处")
    key = keep_public_key(other, school="中共禹城市伦镇委员会党校", short="禹伦")
    text = message(CodeFacts(CertificateNumber("禹房", "结", 2025, 1), "0" * 12, row.issued_on))
    forged = signed(text, signing_key(other).sign(text.encode()))
    assert answer(forged, key).state == "altered"


def test_the_register_tells_the_state(db: Database, row: CertificateRow, tmp_path: Path) -> None:
    keys = known_keys(db.folder)

    def state() -> tuple[bool, str, str]:
        found = verify(read_codes(row.words.code), keys, register=db)[0]
        return found.valid, found.state, found.name

    assert state() == (True, "valid", "张𠮷㛃")
    revoke(db, number=row.number, reason="查实代签")
    assert state() == (False, "revoked", "张𠮷㛃")


def test_words_changed_on_the_paper_are_seen_where_the_register_is(
    db: Database, row: CertificateRow, tmp_path: Path
) -> None:
    words = replace(row.words, paragraphs=row.words.paragraphs.replace("共计24学时", "共计80学时"))
    path = printed(replace(row, words=words), tmp_path=tmp_path)
    found = verify(read_codes(str(path)), known_keys(db.folder), register=db)[0]
    assert (found.valid, found.state) == (False, "altered")


def test_a_file_of_several_certificates_gives_an_answer_for_each(db: Database, clock: Clock, tmp_path: Path) -> None:
    held = hold_class(db, clock, {"马明艳": 6, "买买提·吐尔逊江": 6, "许立": 6})
    rows = issue(db, class_code=held.code).issued
    void(db, number=rows[2].number, reason="印错")
    found = verify(read_codes(str(printed(*rows, tmp_path=tmp_path))), known_keys(db.folder), register=db)
    assert [(one.name, one.valid, one.page) for one in found] == [
        ("马明艳", True, 1),
        ("买买提·吐尔逊江", True, 2),
        ("许立", False, 3),
    ]


def test_a_page_as_large_as_a_house_is_read_coarsely_and_not_into_memory(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    path = tmp_path / "大.pdf"
    canvas = Canvas(str(path), (14_400, 14_400))
    canvas.line(0, 0, 9_000, 9_000)
    canvas.save()
    with pytest.raises(Refusal, match="没有找到证书核验码"):
        read_codes(str(path))


def test_what_is_no_code_is_refused_in_words(tmp_path: Path, row: CertificateRow) -> None:
    blank = tmp_path / "空白.png"
    Image.new("L", (400, 300), 255).save(blank)
    broken = tmp_path / "坏.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing more")
    text = tmp_path / "说明.txt"
    text.write_text("不是图片", encoding="utf-8")
    for source in (blank, broken, text, tmp_path, tmp_path / "没有.pdf", "随便什么", "长" * 5000):
        with pytest.raises(Refusal) as refused:
            read_codes(str(source))
        assert refused.value.message.endswith("。")


def test_only_the_owner_can_read_the_private_key(db: Database, row: CertificateRow) -> None:
    mode = (db.folder.keys / PRIVATE_NAME).stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    assert b"PRIVATE" not in (db.folder.keys / PUBLIC_NAME).read_bytes()


def test_a_file_that_is_no_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_text("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")
    with pytest.raises(Refusal, match="不是党校的公钥文件"):
        read_public_key(path)


def test_the_code_holds_nothing_but_capitals_and_figures(row: CertificateRow) -> None:
    assert row.words.code.isascii()
    assert row.words.code.isalnum()
    assert row.words.code == row.words.code.upper()
    facts = read_code(row.words.code)
    assert facts is not None
    assert str(facts[0].number) == row.number


def test_many_who_need_the_first_key_at_once_get_the_same_one(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "新")
    with ThreadPoolExecutor(8) as desks:
        keys = list(desks.map(lambda _: signing_key(folder), range(8)))
    assert len({key.private_bytes_raw() for key in keys}) == 1
    assert [path.name for path in folder.keys.iterdir()] == [PRIVATE_NAME]
