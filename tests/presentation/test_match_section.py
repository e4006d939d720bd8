"""What the archive said, on the page and in sentences: a hit first, silence never a clearance."""

from datetime import UTC, datetime

import msgspec
import pytest

from tests.presentation.test_report import DATA, Page
from verify.domain.archive import Still
from verify.domain.custody import Actor
from verify.domain.findings import Analysis, Skipped
from verify.domain.judgements import Judgement
from verify.domain.matches import (
    Match,
    MatchedFootage,
    MatchGrade,
    NotComparable,
    Query,
    Search,
    Segment,
)
from verify.domain.seen_before import StillPair
from verify.domain.sources import DateClaimant, SourceRecord, date_with_zone
from verify.presentation.match_section import MOST_SHOWN
from verify.presentation.match_wording import answer_words, earliest_words, segment_words
from verify.presentation.report import render_report
from verify.presentation.summary import summary

POSTED = datetime(2018, 3, 2, 18, tzinfo=UTC)


def make_segment(**facts: object) -> Segment:
    """Return a segment of which nothing is told but these facts."""
    untold = {field.name: None for field in msgspec.structs.fields(Segment)}
    return Segment(**untold | facts)


def make_match(key: str = "cd", **changes: object) -> Match:
    """Return a match whose name tries to be markup, mirrored and at another speed."""
    date = date_with_zone(DateClaimant.SOURCE, "1", POSTED, "posted, by the platform")
    match = Match(
        footage=MatchedFootage(
            sha256=key * 32,
            name="<b>old</b>.mp4",
            added_utc=POSTED,
            captured_utc=None,
            published_utc=POSTED,
            source=SourceRecord(untrusted_platform="Telegram\u202e", dates=[date]),
        ),
        match_grade=MatchGrade.LIKELY,
        score=20.0,
        expected_false_matches=0.01,
        reason="30 frames look alike.",
        segments=[
            make_segment(
                query_start_s=12.0,
                query_end_s=20.0,
                match_start_s=63.0,
                match_end_s=71.4,
                speed=1.05,
                mirrored=True,
                frames_matched=30,
                frames_possible=33,
                median_distance_bits=12.0,
            )
        ],
        sound=None,
        judgement=None,
    )
    return msgspec.structs.replace(match, **changes)


def make_search(*matches: Match, **changes: object) -> Search:
    found = Search(
        query=Query(
            sha256="12" * 32,
            untrusted_name="night.mp4",
            kind="video",
            duration_s=20.0,
            radius_bits=31,
            frames=80,
            frames_compared=78,
            is_in_archive=False,
        ),
        entries_searched=12,
        entries_not_comparable=2,
        matches=list(matches),
        matches_left_out=0,
        not_comparable=[],
        sound=None,
    )
    return msgspec.structs.replace(found, **changes)


def _with(analysis: Analysis, found: Search) -> Analysis:
    return msgspec.structs.replace(analysis, archive=found)


def test_a_hit_stands_before_all_else_with_pictures_of_both_sides(analysis, jpeg) -> None:
    match = make_match()
    still = jpeg(16, 9, (40, 40, 40))
    pair = StillPair(Still(12_300, still), Still(63_000, still))

    html = render_report(
        _with(analysis, make_search(match)), None, {}, pairs={match.footage.sha256: pair}
    )

    page = Page(html)
    words = page.words()
    assert page.headings[1] == (2, "Seen before?")
    assert "1 entry looks like it, of 12 in this archive (2 not comparable)." in words
    assert "<b>old</b>.mp4" in words
    assert (
        "its 0:12.0-0:20.0 looks like that one's 1:03.0-1:11.4, mirrored at 1.05 times its speed"
        in words
    )
    assert "2018-03-02 18:00 UTC, says its source: posted, by the platform" in words
    assert "This clip at 0:12.3" in words
    assert "The entry at 1:03.0" in words
    assert html.count(DATA) == 2
    assert "\u202e" not in html
    assert html.count('id="archive"') == 1


@pytest.mark.parametrize(
    ("query_s", "match_s", "said"),
    [
        (0.0, 0.0, "it looks like that one, mirrored"),
        (0.0, 63.0, "it looks like that one's 1:03.0, mirrored"),
        (12.0, 0.0, "its 0:12.0 looks like that one, mirrored"),
    ],
    ids=["both pictures", "a picture of a clip", "a clip of a picture"],
)
def test_no_time_is_told_of_a_single_picture(query_s: float, match_s: float, said: str) -> None:
    segment = make_segment(
        query_start_s=query_s,
        query_end_s=query_s,
        match_start_s=match_s,
        match_end_s=match_s,
        speed=1.0,
        mirrored=True,
    )

    assert segment_words(segment) == said


def test_no_hit_says_how_much_was_searched_and_that_it_clears_nothing(analysis) -> None:
    weak = NotComparable(start_s=3.0, end_s=5.0, reason="shows too little")

    words = Page(
        render_report(_with(analysis, make_search(not_comparable=[weak])), None, {})
    ).words()

    silence = (
        "Not among the 12 entries in this archive (2 not comparable); says nothing about the rest "
        "of the world."
    )
    assert silence in words
    assert words.index("In short") < words.index("Not done") < words.rindex("Seen before?")
    assert "0:03.0-0:05.0 shows too little" in words
    assert f"Seen before? {silence}" in summary(_with(analysis, make_search()))[0]


def test_without_an_archive_the_page_says_why_and_the_summary_nothing(analysis) -> None:
    unasked = msgspec.structs.replace(
        analysis,
        skipped=[Skipped(analysis="archive", reason="there was no archive here at the time")],
    )

    words = Page(render_report(unasked, None, {})).words()

    assert (
        "No archive was searched: there was no archive here at the time. That is no clearance"
        in words
    )
    assert not any("Seen before?" in paragraph for paragraph in summary(unasked))


def test_a_rejected_match_is_shown_with_who_and_why(analysis) -> None:
    judgement = Judgement(
        event=3,
        query_sha256="12" * 32,
        match_sha256="cd" * 32,
        accepted=False,
        untrusted_note="<i>another</i> hill",
        actor=Actor(untrusted_name="Ada", known_by="own_word"),
        recorded_utc=POSTED,
    )
    judged = _with(analysis, make_search(make_match(judgement=judgement)))

    words = Page(render_report(judged, None, {})).words()

    said = "ejected by Ada (own word) on 2018-03-02 18:00 UTC: <i>another</i> hill"
    assert f"R{said}" in words
    assert f"It was r{said}." in summary(judged)[0]


def test_the_summary_names_the_file_itself_and_what_else_looks_like_it(analysis) -> None:
    same = make_match("12")
    found = make_search(same, make_match())
    query = msgspec.structs.replace(found.query, is_in_archive=True)

    first = summary(_with(analysis, msgspec.structs.replace(found, query=query)))[0]

    assert "The same file: <b>old</b>.mp4" in first
    assert "Likely: <b>old</b>.mp4" in first


def test_more_matches_than_the_page_shows_are_counted(analysis) -> None:
    matches = [make_match(f"{number:02x}") for number in range(MOST_SHOWN + 2)]

    words = Page(render_report(_with(analysis, make_search(*matches)), None, {})).words()

    assert "2 weaker matches more stand in analysis.json" in words


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"entries_searched": 0}, "The archive is empty"),
        (
            {"frames_compared": 0},
            "Nothing of it can be compared with the 12 entries in this archive",
        ),
        ({"entries_not_comparable": 0}, "Not among the 12 entries in this archive; says nothing"),
        (
            {"entries_searched": 1, "entries_not_comparable": 0},
            "Not among the 1 entry in this archive;",
        ),
    ],
)
def test_silence_is_put_in_words_that_clear_nothing(changes: dict[str, int], said: str) -> None:
    found = make_search()
    if "frames_compared" in changes:
        found = msgspec.structs.replace(
            found, query=msgspec.structs.replace(found.query, **changes)
        )
    else:
        found = msgspec.structs.replace(found, **changes)

    assert answer_words(found).startswith(said)
    assert "says nothing about the" in answer_words(found)


def test_the_earliest_date_is_that_of_an_entry_nobody_rejected() -> None:
    def posted(key: str, year: int, **changes: object) -> Match:
        moment = datetime(year, 3, 2, 18, tzinfo=UTC)
        date = date_with_zone(DateClaimant.SOURCE, "1", moment, "posted")
        match = make_match(key, **changes)
        footage = msgspec.structs.replace(
            match.footage, name=f"{year}.mp4", source=SourceRecord(dates=[date])
        )
        return msgspec.structs.replace(match, footage=footage)

    rejected = Judgement(
        event=1,
        query_sha256="12" * 32,
        match_sha256="aa" * 32,
        accepted=False,
        untrusted_note="",
        actor=Actor(untrusted_name="S", known_by="own_word"),
        recorded_utc=POSTED,
    )
    found = make_search(
        posted("cd", 2019), posted("ef", 2017), posted("aa", 2011, judgement=rejected)
    )

    said = earliest_words(found)

    assert said == "2017-03-02 18:00 UTC, says its source: posted, of 2017.mp4"
    assert earliest_words(make_search()) == "no date claimed"
