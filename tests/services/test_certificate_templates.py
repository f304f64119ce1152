"""Templates of certificates: versions, whose classes they are for, and what issuing under one freezes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from partyschool.domain.certificate_presets import BUILT_IN, GENERAL, GENERAL_PLAIN
from partyschool.domain.certificate_template import ClassKind
from partyschool.domain.overprint import Overprint
from partyschool.errors import Refusal
from partyschool.printing.certificate_batch import print_register_lines, refuse_what_does_not_fit
from partyschool.services import settings
from partyschool.services.attachments import keep_bytes
from partyschool.services.audit_view import list_audit
from partyschool.services.certificate_pictures import pictures_of_rows
from partyschool.services.certificate_queries import list_certificates
from partyschool.services.certificate_template_queries import (
    get_template,
    list_templates,
    list_versions,
    named_template,
    template_for_class,
)
from partyschool.services.certificate_templates import (
    copy_template,
    rename_template,
    reset_template,
    restore_template,
    retire_template,
    save_template,
)
from partyschool.services.certificates import draft_words, issue
from partyschool.services.check_files import proof_faults
from partyschool.services.overprints import keep_overprint, overprint_here
from partyschool.storage.database import Database
from partyschool.storage.models import Certificate
from tests.conftest import Clock
from tests.photographs import head, jpeg_of
from tests.services.certified_class import SCHOOL, found_school, hold_class

ROTATION = "2025年农村党员集中轮训（第1期）"


def names(db: Database, *, with_retired: bool = False) -> list[str]:
    return [row.name for row in list_templates(db, with_retired=with_retired)]


def deeds(db: Database) -> list[str]:
    return [line.action for line in list_audit(db) if line.action.startswith("certificate_template.")]


@pytest.mark.both_databases
def test_every_saving_is_a_version_and_the_built_in_ones_come_back(db: Database) -> None:
    found_school(db)
    assert names(db) == [template.name for template in BUILT_IN.values()]
    general = get_template(db, "general")
    assert (general.version, general.is_as_shipped) == (0, True)
    first = save_template(db, ref="general", template=replace(GENERAL, border=False))
    assert (first.version, first.is_as_shipped, first.saved_by) == (1, False, "测试员")
    assert save_template(db, ref="general", template=replace(GENERAL, border=False)).version == 1
    second = reset_template(db, ref="general")
    assert (second.version, second.is_as_shipped, second.template) == (2, True, GENERAL)
    assert [version.template.border for version in list_versions(db, "general")] == [True, False]
    with pytest.raises(Refusal, match="没有改过"):
        reset_template(db, ref="general")
    assert deeds(db) == ["certificate_template.reset", "certificate_template.save"]


def test_own_ones_are_copied_renamed_retired_and_restored(db: Database) -> None:
    found_school(db)
    own = copy_template(db, ref="model")
    assert (own.name, own.template.class_kinds) == ("示范班 副本", ())
    assert copy_template(db, ref="model").name == "示范班 副本 2"
    rename_template(db, ref=own.ref, name=" 镇示范班 ")
    assert named_template(db, "镇示范班").ref == own.ref
    with pytest.raises(Refusal, match="已经有叫“通用”的证书模板"):
        rename_template(db, ref=own.ref, name="通用")
    retire_template(db, ref=own.ref)
    assert "镇示范班" not in names(db) and "镇示范班" in names(db, with_retired=True)
    with pytest.raises(Refusal, match="没有叫“镇示范班”的证书模板。现有：通用、"):
        named_template(db, "镇示范班")
    with pytest.raises(Refusal, match="已经停用"):
        save_template(db, ref=own.ref, template=replace(own.template, border=False))
    restore_template(db, ref=own.ref)
    assert "镇示范班" in names(db)
    for deed in (retire_template, restore_template, reset_template):
        with pytest.raises(Refusal):
            deed(db, ref="nothing")
    with pytest.raises(Refusal, match="程序自带的模板，不能停用"):
        retire_template(db, ref="model")


def test_a_layout_with_a_fault_is_not_kept(db: Database) -> None:
    found_school(db)
    with pytest.raises(Refusal, match="缺少盖章处"):
        save_template(db, template=replace(GENERAL, name="缺章", fields=GENERAL.fields[:-1]))
    assert names(db) == [template.name for template in BUILT_IN.values()]


def test_a_class_gets_the_template_of_its_kind_and_the_schools_own_goes_first(db: Database, clock: Clock) -> None:
    held = hold_class(db, clock, {"马明艳": 6}, title=ROTATION)
    other = hold_class(db, clock, {"许立": 6}, title="2025年信息员培训班")
    assert template_for_class(db, held.code).ref == "rotation"
    assert template_for_class(db, other.code).ref == "general"
    own = save_template(db, template=replace(GENERAL, name="镇轮训", class_kinds=(ClassKind.ROTATION,)))
    assert template_for_class(db, held.code).ref == own.ref
    with pytest.raises(Refusal, match="轮训的班已经用模板“镇轮训”"):
        save_template(db, template=replace(GENERAL, name="又一个", class_kinds=(ClassKind.ROTATION,)))
    retire_template(db, ref=own.ref)
    assert template_for_class(db, held.code).ref == "rotation"


def test_the_templates_words_go_before_the_settings_but_not_before_the_schools_own(db: Database, clock: Clock) -> None:
    held = hold_class(db, clock, {"马明艳": 6, "吴庆": 6}, title=ROTATION)
    (first,) = issue(db, class_code=held.code, person_ids=[held.people["马明艳"]]).issued
    assert "完成轮训规定的学习任务，累计24学时" in first.words.paragraphs
    settings.change(db, certificate__words="{姓名}{称呼}学完{班次}。")
    (second,) = issue(db, class_code=held.code, person_ids=[held.people["吴庆"]]).issued
    assert second.words.paragraphs.startswith("吴庆同志学完")
    assert second.words.facts["单位"] == "房寺镇"
    _, (words,) = draft_words(db, class_code=hold_class(db, clock, {"许立": 6}, title=ROTATION + "二").code)
    assert words.paragraphs.startswith("许立同志学完")


def test_what_was_issued_prints_the_same_after_its_template_is_changed(db: Database, clock: Clock) -> None:
    held = hold_class(db, clock, {"马明艳": 6, "吴庆": 6}, title=ROTATION)
    picture = keep_bytes(db.folder, jpeg_of(head()), ".jpg", called="底图")
    own = save_template(db, template=replace(GENERAL, name="镇轮训", background=picture))

    def printed() -> str:
        rows = [row for row in list_certificates(db) if row.name == "马明艳"]
        return print_register_lines(rows, school=SCHOOL, pictures=pictures_of_rows(db.folder, rows))[1]

    (row,) = issue(db, class_code=held.code, person_ids=[held.people["马明艳"]], template=own.ref).issued
    assert row.template == own.template
    before = printed()
    save_template(db, ref=own.ref, template=replace(own.template, border=False, background=""))
    retire_template(db, ref=own.ref)
    settings.change(db, certificate__photo_box=True)
    assert printed() == before
    (later,) = issue(db, class_code=held.code, person_ids=[held.people["吴庆"]]).issued
    assert later.template == BUILT_IN["rotation"]
    with db.read() as session:
        assert list(proof_faults(session, db.folder)) == []
        (db.folder.attachments / picture).unlink()
        assert [f"证书模板“镇轮训”的图片 {picture}" in fault for _, fault in proof_faults(session, db.folder)] == [True]


def test_the_setting_for_photographs_is_asked_by_what_ships_and_by_nothing_else(db: Database, clock: Clock) -> None:
    held = hold_class(db, clock, {"马明艳": 6, "吴庆": 6, "许立": 6, "王杰": 6}, title="2025年信息员培训班")
    own = save_template(db, template=replace(GENERAL, name="有照片"))

    def layout(name: str, template: str = "", with_photo: bool | None = None) -> object:
        people = [held.people[name]]
        (row,) = issue(db, class_code=held.code, person_ids=people, template=template, with_photo=with_photo).issued
        return row.template

    assert layout("马明艳") == GENERAL_PLAIN
    assert layout("吴庆", with_photo=True) == GENERAL
    assert layout("许立", own.ref) == own.template
    assert layout("王杰", own.ref, with_photo=False) == own.template


def test_a_certificate_from_before_there_were_templates_has_none(db: Database, clock: Clock) -> None:
    held = hold_class(db, clock, {"马明艳": 6})
    issue(db, class_code=held.code)
    with db.write() as session:
        line = session.query(Certificate).one()
        line.layout, line.words = "certificate-1", {key: line.words[key] for key in line.words if key != "facts"}
    (row,) = list_certificates(db)
    assert (row.template, row.words.facts) == (None, {})
    pdf, _ = print_register_lines([row], school=SCHOOL, photo_box=True)
    assert f"certificate-{row.words.title.encode().hex()}-photo".encode() in pdf


def test_words_that_do_not_fit_are_refused_before_a_number_is_given(db: Database, clock: Clock) -> None:
    held = hold_class(db, clock, {"马明艳": 6}, title="长" * 150)
    with pytest.raises(Refusal, match="马明艳的证书按模板“通用”排不下，还没有发证：正文太长"):
        refuse_what_does_not_fit(*draft_words(db, class_code=held.code))
    assert list_certificates(db) == []


def test_each_computer_keeps_its_own_offsets(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    found_school(db)
    assert overprint_here(db) == Overprint()
    keep_overprint(db, Overprint(1.5, -2))
    assert overprint_here(db) == Overprint(1.5, -2)
    monkeypatch.setattr("platform.node", lambda: "另一台")
    assert overprint_here(db) == Overprint()
