"""When it happened, against when it was said, by a publication on Friday, 10 May 2024."""

import pytest

from tests.casework.claims.texts import FRIDAY, claims, only, read
from verify.domain.claims import NO_DATE_REASON, When

# The time in brackets, and what is made of it: days, then hour.
_CASES = [
    ("The depot burned [early on Friday].", "2024-05-10 early"),
    ("It exploded [at 9.15pm on Tuesday].", "2024-05-07 21:15"),
    ("The roof collapsed [last night].", "2024-05-09 night"),
    ("Shells fell [overnight].", "2024-05-09..2024-05-10 night"),
    ("The ship sank [shortly after midnight on Thursday].", "2024-05-09 00:00/01:00"),
    ("Rain fell [in the night from Wednesday to Thursday].", "2024-05-08..2024-05-09 night"),
    ("The bridge was struck [at 0410 UTC on 2 May].", "2024-05-02 04:10+00:00"),
    ("It struck [at 06:10 local time (04:10 UTC) on Monday].", "2024-05-06 06:10+02:00"),
    ("The tower fell [at half past three on Thursday afternoon].", "2024-05-09 15:30"),
    ("The mine was flooded [in March 2019].", "2019-03-01..2019-03-31 -"),
    ("The road is closed [until Monday morning].", "2024-05-13 morning"),
    ("[Between 2 and 6 May] 14 people drowned.", "2024-05-02..2024-05-06 -"),
    ("The hall burned down [in 1988].", "1988-01-01..1988-12-31 -"),
]


def _values(when: When | None) -> tuple[str, str, str, str | None]:
    assert when is not None
    return when.text, str(when.date_from), str(when.date_to), when.time


@pytest.mark.parametrize(("marked", "expected"), _CASES)
def test_a_time_is_resolved_against_the_day_of_publication(marked: str, expected: str) -> None:
    text, first, last, time = _values(only(marked.replace("[", "").replace("]", "")).when)

    assert f"[{text}]" in marked
    assert f"{first if first == last else f'{first}..{last}'} {time or '-'}" == expected


def test_the_time_of_saying_is_not_the_time_of_the_event() -> None:
    claim = only("Mayor Ada Winter told reporters on Thursday that the dam had burst on Monday.")

    assert _values(claim.when)[0] == "on Monday"
    assert claim.source.said_when.text == "on Thursday"  # type: ignore[union-attr]


def test_a_clock_without_a_date_belongs_to_the_main_event() -> None:
    found = read("A train derailed on Tuesday evening.", "The first call came in at 7:20 p.m.")

    assert _values(found.sentences[2].claims[0].when)[1:] == ("2024-05-07", "2024-05-07", "19:20")


def test_minutes_later_count_from_the_last_clock() -> None:
    found = read("A quake struck at 23:50 on Tuesday.", "A tremor followed 22 minutes later.")

    assert _values(found.sentences[2].claims[0].when)[1:] == ("2024-05-08", "2024-05-08", "00:12")


def test_a_day_that_does_not_exist_has_no_date() -> None:
    assert _values(only("The dam burst on 30 February 2023.").when)[1:3] == ("None", "None")


@pytest.mark.parametrize("published_at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:00Z"])
@pytest.mark.parametrize(
    "told", ["yesterday", "tomorrow", "next night", "9000000 days ago", "until Friday", "in May"]
)
def test_a_day_beyond_the_calendar_has_no_date_and_stops_nothing(
    published_at: str, told: str
) -> None:
    found = read(
        f"Three people died {told}.",
        "A bomb hit Homs at 11 pm on 31 December 9999.",
        "Three hours later, on 1 January 0001 at night, two people died.",
        "The next day in December 9999, until 1 January, four people died.",
        published_at=published_at,
    )

    assert len(found.sentences) == 5


def test_without_a_publication_date_relative_days_cannot_be_told() -> None:
    found = read(
        "A tanker exploded on Friday, police said.",
        "The fire was out by 3 May 2024.",
        published_at=None,
    )

    assert [(one.text, one.reason) for one in found.cannot_tell] == [("on Friday", NO_DATE_REASON)]
    assert found.sentences[1].claims[0].when.date_from is None  # type: ignore[union-attr]
    assert str(found.sentences[2].claims[0].when.date_from) == "2024-05-03"  # type: ignore[union-attr]
    assert any("when it was published" in remark for remark in found.remarks)


def test_may_and_march_are_months_only_where_they_are_written_so() -> None:
    sentence = "Protesters may march 20 km to the palace, the union said."

    assert [claim.when for claim in claims(sentence, FRIDAY)] == [None]
