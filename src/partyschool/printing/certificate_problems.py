"""What would not print if certificates were issued under a template: each field tried with the longest words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from partyschool.domain.certificate import CertificateWords
from partyschool.domain.certificate_faults import faults, field_name, placeholder_faults
from partyschool.domain.certificate_template import FieldKind, Template
from partyschool.errors import Refusal
from partyschool.printing.certificate_drawing import Drawing, Filling, fixed_lines, own_lines
from partyschool.printing.certificate_text import style_of
from partyschool.printing.styles import A4_LANDSCAPE
from partyschool.services.certificate_samples import Sample


@dataclass(frozen=True, slots=True)
class LayoutProblem:
    """`place` is the field's place in the template, None for the whole; `sample` the key of the one that shows it."""

    place: int | None
    sample: str
    sentence: str


def problems_of(template: Template, samples: Sequence[Sample], pictures: Mapping[str, bytes]) -> list[LayoutProblem]:
    """Faults of the layout first, then what each sample's words do not fit; a field's trouble once only."""
    found = [LayoutProblem(_place_of(template, sentence), "", sentence) for sentence in faults(template)]
    found += [LayoutProblem(place, "", words) for place, words in _missing_pictures(template, pictures)]
    seen = {problem.place for problem in found}
    for sample in samples:
        for place, sentence in overflows(template, sample.words(template), sample.note):
            if place not in seen:
                seen.add(place)
                found.append(LayoutProblem(place, sample.key, sentence))
    return found


def overflows(template: Template, words: CertificateWords, note: str = "") -> Iterator[tuple[int, str]]:
    """Places of visible fields that cannot hold these words, with the sentence that says so."""
    centre = centre_of(template, words)
    for place, field in enumerate(template.fields):
        if not field.visible:
            continue
        wrong = next(placeholder_faults(field.text), "")
        if wrong:
            yield place, f"{field_name(field)}里的{wrong}"
            continue
        style = style_of(field)
        try:
            fixed_lines(field, style, words.title)
            own_lines(field, style, Filling(words, note, centre))
        except Refusal as refusal:
            yield place, refusal.message


def centre_of(template: Template, words: CertificateWords) -> float:
    """The middle of the issuer's words in millimetres; of the sheet, where they do not fit or are not shown."""
    try:
        return Drawing(template, {}, None).filling(words).centre
    except (Refusal, StopIteration):
        return A4_LANDSCAPE.width / 2


def printable(template: Template, sample: Sample, pictures: Mapping[str, bytes]) -> Template:
    """The same without what cannot be printed, so that the rest can be seen while it is being mended."""
    hidden = {place for place, _ in overflows(template, sample.words(template), sample.note)}
    hidden |= {place for place, _ in _missing_pictures(template, pictures) if place is not None}
    fields = tuple(
        replace(field, visible=False) if place in hidden and field.kind != FieldKind.ISSUER else field
        for place, field in enumerate(template.fields)
    )
    background = template.background if template.background in pictures else ""
    return replace(template, fields=fields, background=background)


def _place_of(template: Template, sentence: str) -> int | None:
    """The field that a fault names; free texts go by their own words, which may be part of another's."""
    places = [place for place, field in enumerate(template.fields) if sentence.startswith(field_name(field))]
    return max(places, key=lambda place: len(field_name(template.fields[place])), default=None)


def _missing_pictures(template: Template, pictures: Mapping[str, bytes]) -> Iterator[tuple[int | None, str]]:
    advice = "不在附件文件夹里。请从备份找回，或重新选图。"
    if template.background and template.background not in pictures:
        yield None, f"背景图片 {template.background} {advice}"
    for place, field in enumerate(template.fields):
        if field.kind == FieldKind.PICTURE and field.visible and field.text and field.text not in pictures:
            yield place, f"图片 {field.text} {advice}"
