"""A report composed of a case: page one, then everything that it rests on, in one order."""

from verify.presentation.case_records_wording import written_words
from verify.presentation.case_report.claim_sections import article_sections, claims_section
from verify.presentation.case_report.clip_sections import clip_sections
from verify.presentation.case_report.custody_sections import log_section, provenance_section
from verify.presentation.case_report.front import front
from verify.presentation.case_report.material import Material
from verify.presentation.case_report.model import LONGEST_TEXT, Report, shortened
from verify.presentation.case_report.other_sections import other_sections

_LEFT_OUT = (
    "Public edition: notes, names of people other than authors of verdicts, sources, names of "
    "files and what may tell of a device are left out. Each picture and handle was let through by "
    "a person; what is covered in a picture is one grey, of which nothing can be got back."
)
_INTERNAL = "Internal edition: it holds notes, names and sources. Not for passing on."


def compose(material: Material) -> Report:
    """Return the report of a case."""
    head = material.head
    return Report(
        title=shortened(written_words(material.case.opening.untrusted_title), LONGEST_TEXT),
        eyebrow=f"Verify · report of case {material.case.case_id}",
        edition=_LEFT_OUT if material.is_public else _INTERNAL,
        front=front(material),
        sections=(
            claims_section(material),
            *clip_sections(material),
            *other_sections(material),
            *article_sections(material),
            provenance_section(material),
            log_section(material),
        ),
        state=(
            f"The case as of event {head.events:,}, {head.recorded}. Written by Verify "
            f"{material.version}. Machines measure, people judge: a verdict stands beside the name "
            "of the person who gave it."
        ),
        is_public=material.is_public,
    )
