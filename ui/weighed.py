"""What the tabs of a case show of hypotheses and things to decide on: plain data, no decision."""

from typing import Any

from ui.findings import place
from verify.domain.case_file import CaseFile
from verify.domain.errors import shown_name
from verify.domain.evidence import Evidence
from verify.domain.hypothesis_table import HypothesisTable, Mark
from verify.domain.placing import PlaceGiven
from verify.workbench.case_desk import DeskClip, hypothesis_wording, recordings_wording
from verify.workbench.case_exports import ToDecide
from verify.workbench.desk import Comfort

_NOTE = (
    "What fits all of them tells nothing between them: look at what speaks against each. A "
    "hypothesis is not raised by what fits the others as well."
)
_SAYS = {"supports": "for", "contradicts": "against", "context": "neither"}


def table(case: CaseFile, table: HypothesisTable) -> dict[str, Any]:
    """Return evidence against hypotheses, a row for each piece."""
    names = recordings_wording.given_names(case)
    heads = [
        f"{hypothesis_wording.letter(column)}  {shown_name(one.untrusted_text or 'words erased')}"
        for column, one in enumerate(table.hypotheses)
    ]
    return {
        "name": "Evidence against hypotheses",
        "note": _NOTE,
        "heads": ["Evidence or place", *heads, "Between them"],
        "rows": [
            [
                hypothesis_wording.held_up_words(row.held_up, names),
                *map(_mark, row.marks),
                "tells nothing between them" if row.tells_nothing else "",
            ]
            for row in table.rows
        ],
    }


def _mark(mark: Mark | None) -> str:
    if mark is None:
        return "not weighed"
    return _SAYS[mark.stance] + (", of its earlier words" if mark.is_of_earlier_words else "")


def held_up(case: CaseFile) -> dict[int, str]:
    """Return what can be weighed, in words, by its event."""
    counting: list[Evidence | PlaceGiven] = [
        *(one for one in case.evidence if one.event not in case.withdrawn),
        *case.standing_places(),
    ]
    names = recordings_wording.given_names(case)
    return {one.event: hypothesis_wording.held_up_words(one, names) for one in counting}


def still(one: ToDecide, clips: list[DeskClip], comfort: Comfort) -> dict[str, Any] | None:
    """Return the picture of something to be decided on; None of an account's name."""
    clip_id = next((clip.clip_id for clip in clips if clip.sha256 == one.clip_sha256), None)
    if clip_id is None or one.file is None:
        return None
    shown = {
        "file": one.file,
        "src": place(clip_id, one.file),
        "alt": one.what,
        "title": one.name,
        "because": "",
        "where": "",
        "of_flash": False,
    }
    return {
        "note": "",
        "upright": False,
        "ratio": "16 / 9",
        "pictures": [shown],
        "cover": comfort.cover,
        "blur": comfort.blur,
        "grey": comfort.grey,
    }
