"""Records of several places become one in which nothing is lost."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from verify.domain.sources import (
    LONGEST_TEXT,
    ClaimedDate,
    DateClaimant,
    SourceRecord,
    date_with_zone,
    date_without_zone,
    merged,
)

_POSTED = date_with_zone(
    DateClaimant.SOURCE, "1582846865", datetime(2020, 2, 27, 23, 41, 5, tzinfo=UTC), "posted"
)
_NAMED = date_without_zone(
    DateClaimant.NAME, "VID-20200226-WA0001.mp4", datetime(2020, 2, 26, tzinfo=UTC), "sent"
)


def test_dates_that_disagree_are_all_kept_with_who_claims_them() -> None:
    record = merged([SourceRecord(dates=[_NAMED]), SourceRecord(dates=[_POSTED, _NAMED])])

    assert record.dates == [_NAMED, _POSTED]
    assert [date.claimed_by for date in record.dates] == [DateClaimant.NAME, DateClaimant.SOURCE]


def test_the_first_word_stands_and_another_goes_into_the_note_with_who_says_it() -> None:
    record = merged(
        [
            SourceRecord(untrusted_address="https://a.example/1", read_from=["result.json"]),
            SourceRecord(
                untrusted_address="https://b.example/2",
                untrusted_caption="قصف ليلي",
                untrusted_note="seen twice",
                read_from=["clip.info.json"],
            ),
        ]
    )

    assert record.untrusted_address == "https://a.example/1"
    assert record.untrusted_caption == "قصف ليلي"
    assert record.untrusted_note == (
        "Other address (by clip.info.json): https://b.example/2\nseen twice"
    )
    assert record.read_from == ["result.json", "clip.info.json"]


def test_nothing_said_is_an_empty_record() -> None:
    assert merged([]).is_empty
    assert merged([SourceRecord(), SourceRecord()]).is_empty


def test_a_note_that_grows_too_long_shows_that_it_was_cut() -> None:
    record = merged(SourceRecord(untrusted_note=f"{n}" * 9000) for n in range(4))

    assert record.untrusted_note is not None
    assert len(record.untrusted_note) == LONGEST_TEXT
    assert record.untrusted_note.endswith("[…]")


_RECORDS = st.builds(
    SourceRecord,
    untrusted_address=st.none() | st.text(min_size=1, max_size=5),
    untrusted_channel=st.none() | st.text(min_size=1, max_size=5),
    dates=st.lists(st.sampled_from([_NAMED, _POSTED]), max_size=2),
)


@settings(max_examples=30)
@given(st.lists(_RECORDS, max_size=4))
def test_no_word_and_no_date_is_lost(records: list[SourceRecord]) -> None:
    record = merged(records)

    said = f"{record.untrusted_address} {record.untrusted_channel} {record.untrusted_note}"
    dates: list[ClaimedDate] = []
    for one in records:
        assert (one.untrusted_address or "") in said
        assert (one.untrusted_channel or "") in said
        dates += one.dates
    assert all(date in record.dates for date in dates)
    assert merged([record]) == record


def test_what_was_merged_before_adds_nothing_a_second_time() -> None:
    post = SourceRecord(untrusted_address="https://example.org/1", untrusted_note="seen by Omar")
    row = SourceRecord(
        untrusted_address="https://example.org/2",
        untrusted_note="night\nraid",
        read_from=["log.csv"],
    )
    once = merged([post, row])
    assert once.untrusted_note == (
        "seen by Omar\nOther address (by log.csv): https://example.org/2\nnight\nraid"
    )
    assert merged([once, row]) == once


def test_a_record_says_all_of_another_that_could_fill_no_gap_of_it() -> None:
    whole = SourceRecord(untrusted_caption="a", read_from=["x"], dates=[_POSTED])
    assert whole.says_all_of(SourceRecord())
    assert whole.says_all_of(whole)
    assert whole.says_all_of(SourceRecord(untrusted_caption="another"))
    assert not whole.says_all_of(SourceRecord(untrusted_note="new"))
    assert not whole.says_all_of(SourceRecord(dates=[_POSTED, _NAMED]))
    assert not whole.says_all_of(SourceRecord(read_from=["y"]))
