"""A template tried with the longest words: what would not fit is told with its field, and the rest still prints."""

from dataclasses import replace

import pytest

from partyschool.domain.certificate_presets import BUILT_IN, GENERAL
from partyschool.domain.certificate_template import Field, FieldKind, Template, class_kind
from partyschool.printing.certificate_problems import overflows, printable, problems_of
from partyschool.services.certificate_samples import Sample, list_samples
from partyschool.services.schools import init_school
from partyschool.storage.database import Database


@pytest.fixture
def samples(db: Database) -> list[Sample]:
    init_school(db, name="中共禹城市房寺镇委员会党校", short="禹房", tier="town")
    return list_samples(db)


def with_field(template: Template, kind: FieldKind, **values: object) -> Template:
    fields = tuple(replace(field, **values) if field.kind == kind else field for field in template.fields)  # type: ignore[arg-type]
    return replace(template, fields=fields)


def test_what_ships_holds_every_sample(samples: list[Sample]) -> None:
    assert [sample.key for sample in samples] == ["usual", "long_name", "long_class", "minority", "reissued"]
    for template in BUILT_IN.values():
        assert problems_of(template, samples, {}) == []


def test_a_body_too_small_for_the_longest_class_is_told_once_with_its_sample(samples: list[Sample]) -> None:
    small = with_field(GENERAL, FieldKind.BODY, height=44.0)
    [problem] = problems_of(small, samples, {})
    assert small.fields[problem.place or 0].kind == FieldKind.BODY
    assert problem.sample == "long_class"
    assert "排不下" in problem.sentence


def test_over_the_seal_and_a_picture_that_is_gone_are_told_before(samples: list[Sample]) -> None:
    words = Field(FieldKind.TEXT, 200, 150, 30, 8, text="压着章")
    picture = Field(FieldKind.PICTURE, 30, 20, 20, 20, text="gone.jpg")
    template = replace(GENERAL, fields=(*GENERAL.fields, words, picture))
    found = [(problem.place, problem.sentence) for problem in problems_of(template, samples, {})]
    assert [place for place, _ in found] == [12, 13]
    assert "压到盖章处" in found[0][1]
    assert "gone.jpg" in found[1][1]


def test_the_rest_is_drawn_while_one_field_is_being_mended(samples: list[Sample]) -> None:
    template = with_field(GENERAL, FieldKind.BODY, height=10.0)
    words = samples[0].words(template)
    [(place, _)] = overflows(template, words)
    left = printable(template, samples[0], {})
    assert [index for index, field in enumerate(left.fields) if not field.visible] == [place]
    broken = replace(GENERAL, sentence="{姓名}学完{课程}")
    assert samples[0].words(broken).paragraphs.startswith("{姓名}学完{课程}")


def test_the_mark_of_a_later_copy_is_tried_too(samples: list[Sample]) -> None:
    narrow = with_field(GENERAL, FieldKind.NOTE, width=20.0)
    [problem] = problems_of(narrow, samples, {})
    assert (narrow.fields[problem.place or 0].kind, problem.sample) == (FieldKind.NOTE, "reissued")


def test_the_templates_words_go_before_the_schools_as_at_issuing(samples: list[Sample]) -> None:
    template = replace(GENERAL, title="荣誉证书", sentence="{姓名}学完{班次}。", closing="特此证明。")
    words = samples[0].words(template)
    assert words.title == "荣誉证书"
    assert words.paragraphs == "马明艳学完2025年党务骨干培训班（第2期）。\n特此证明。"


def test_a_sample_is_of_a_class_that_the_template_is_for(samples: list[Sample]) -> None:
    for template in BUILT_IN.values():
        for sample in samples:
            words = sample.words(template)
            if sample.key != "long_class":
                assert class_kind(words.facts["班次"]) is (template.class_kinds[0] if template.class_kinds else None)
                assert words.facts["班次"] in words.paragraphs
