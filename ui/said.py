"""What people wrote into a case, as the parts of the pages show it: plain data, no decision."""

from collections.abc import Mapping, Sequence
from typing import Any

from verify.workbench.case_desk import Passages, Saying

Links = Mapping[int, list[tuple[str, str]]]
"""Text and address of what leads on from a record, by its event."""


def sayings(all_of: Sequence[Saying], links: Links | None = None) -> list[dict[str, Any]]:
    """Return records as they are shown."""
    return [
        {
            "mark": one.mark,
            "leans": one.leans,
            "words": _passages(one.words),
            "under": list(one.under),
            "past": one.is_past,
            "links": [list(link) for link in (links or {}).get(one.event, [])],
        }
        for one in all_of
    ]


def under_a_heading(
    heading: str,
    all_of: Sequence[Saying],
    *,
    before: str = "Earlier",
    empty: str = "",
    links: Links | None = None,
) -> dict[str, Any]:
    """Return records under what they are about; `before` names those that count no more."""
    return {
        "heading": heading,
        "sayings": sayings(all_of, links),
        "before": before,
        "empty": empty,
    }


def _passages(passages: Passages) -> list[dict[str, Any]]:
    return [
        {
            "spans": [[span.text, span.style.value] for span in one.spans],
            "lead": one.lead,
            "depth": one.depth,
            "quoted": one.is_quoted,
        }
        for one in passages
    ]
