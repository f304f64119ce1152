"""The page of a template under change, drawn by the printing of certificates itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from partyschool.domain.certificate_template import Template
from partyschool.ui.context import Context
from partyschool.ui.paper_fonts import take_fonts
from partyschool.ui.tasks import Report

if TYPE_CHECKING:
    from datetime import date

    from partyschool.paths import DataFolder
    from partyschool.printing.certificate_problems import LayoutProblem
    from partyschool.services.certificate_samples import Sample


@dataclass(frozen=True, slots=True)
class LivePicture:
    """The page of a sample; `centre` is the middle of the issuer's words in mm, which date and seal follow.

    :param left_out: places of fields that cannot be printed and are missing from it, with the reason.
    """

    template: Template
    picture: QImage
    centre: float
    left_out: dict[int, str]


@dataclass(frozen=True, slots=True)
class TemplatePages:
    """Everything that a template is drawn with but the template; used from other threads."""

    folder: DataFolder
    school: str
    day: date
    samples: tuple[Sample, ...]

    def picture(self, template: Template, sample: Sample, dots_per_inch: float) -> LivePicture:
        """The page as a picture, without what cannot be printed."""
        from partyschool.printing.certificate_problems import centre_of, overflows, printable
        from partyschool.printing.preview import page_png

        take_fonts()
        words, pictures = sample.words(template), self._pictures(template)
        shown = printable(template, sample, pictures)
        png = page_png(self.pdf(shown, [sample]), 0, dots_per_inch=dots_per_inch)
        left_out = dict(overflows(template, words, sample.note))
        return LivePicture(template, QImage.fromData(png), centre_of(template, words), left_out)

    def pdf(self, template: Template, samples: Sequence[Sample], report: Report | None = None) -> bytes:
        """One page for each sample.

        :raises Refusal: as the printing of certificates.
        """
        from partyschool.printing.certificate import CertificateCopy, print_certificates

        copies = [CertificateCopy(sample.words(template), sample.note, template=template) for sample in samples]
        pictures = self._pictures(template)
        return print_certificates(copies, school=self.school, made=self.day, pictures=pictures, progress=report)

    def problems(self, template: Template) -> list[LayoutProblem]:
        """What would not print, tried with every sample."""
        from partyschool.printing.certificate_problems import problems_of

        take_fonts()
        return problems_of(template, self.samples, self._pictures(template))

    def _pictures(self, template: Template) -> dict[str, bytes]:
        from partyschool.services.certificate_pictures import pictures_of_templates

        return pictures_of_templates(self.folder, [template])


def template_pages(context: Context) -> TemplatePages:
    """For the school of the open database."""
    from partyschool.services.certificate_samples import list_samples
    from partyschool.services.schools import home_school

    db = context.db
    return TemplatePages(context.folder, home_school(db).name, context.today, tuple(list_samples(db)))
