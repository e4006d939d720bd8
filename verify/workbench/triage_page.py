"""The page of a triage, beside the result that it is of; an earlier page is never replaced."""

from pathlib import Path

from verify.domain.triage import Triage
from verify.jobs.disk import problems_as_errors
from verify.jobs.layout import CONTACT_SHEET
from verify.presentation.triage_page import render_triage_page

PAGE = "triage.html"
_NEXT = "triage-{}.html"
_LARGEST_PICTURE_BYTES = 8 << 20


def write_triage_page(triage: Triage, result: Path) -> Path:
    """Return the page of a triage: one that says just this, or a new one beside those there are.

    Raises
    ------
    DiskFullError, OutputFolderError
        If it cannot be written.
    """
    with problems_as_errors(result):
        page = render_triage_page(triage, _contact_sheet(result)).encode()
        number = 1
        while True:
            place = result / (PAGE if number == 1 else _NEXT.format(number))
            try:
                with place.open("xb") as file:
                    file.write(page)
            except FileExistsError:
                if place.is_file() and place.read_bytes() == page:
                    return place
                number += 1
                continue
            return place


def _contact_sheet(result: Path) -> bytes | None:
    sheet = result / CONTACT_SHEET
    if not sheet.is_file() or sheet.stat().st_size > _LARGEST_PICTURE_BYTES:
        return None
    return sheet.read_bytes()
