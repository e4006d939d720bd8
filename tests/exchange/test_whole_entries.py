"""Whole entries as JSON lines: what is written is read back the same."""

import json
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.domain.archive import Entry, EntryKind, FrameHashes
from verify.domain.sources import ClaimedDate, DateClaimant, SourceRecord
from verify.exchange.listed import LeftOut, Listed
from verify.exchange.whole_entries import json_line, read_json_lines

_TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=40)
_NAME = _TEXT.filter(lambda text: bool(text.strip()))
_HEX = st.integers(0, 2**64 - 1)
_DATE = ClaimedDate(
    claimed_by=DateClaimant.SHEET,
    untrusted_text="27.02.2020",
    earliest_utc=datetime(2020, 2, 26, 10, tzinfo=UTC),
    latest_utc=datetime(2020, 2, 28, 12, tzinfo=UTC),
    is_zone_known=False,
    meaning="posted",
)


@st.composite
def _hashes(draw: st.DrawFn) -> FrameHashes:
    count = draw(st.integers(0, 5))

    def column(values: st.SearchStrategy[int], dtype: str) -> Any:
        return np.array(draw(st.lists(values, min_size=count, max_size=count)), dtype)

    has_64_bit = draw(st.booleans())
    return FrameHashes(
        time_ms=np.sort(column(st.integers(0, 2**32 - 1), "uint32")),
        pdq=np.array(
            draw(st.lists(_HEX, min_size=4 * count, max_size=4 * count)), "uint64"
        ).reshape(count, 4),
        quality=column(st.integers(0, 255), "uint8"),
        phash=column(_HEX, "uint64") if has_64_bit else None,
        dhash=column(_HEX, "uint64") if has_64_bit else None,
    )


_ENTRIES = st.builds(
    Entry,
    key=st.integers(0, 2**256 - 1).map("{:064x}".format),
    kind=st.sampled_from(EntryKind),
    untrusted_names=st.lists(_NAME, min_size=1, max_size=3),
    size_bytes=st.none() | st.integers(1, 2**53 - 1),
    duration_s=st.none() | st.floats(0, 1e6),
    width_px=st.none() | st.integers(1, 10_000),
    height_px=st.none() | st.integers(1, 10_000),
    added_utc=st.just(datetime(2020, 2, 27, tzinfo=UTC)),
    added_sequence=st.just(1),
    hash_count=st.just(0),
    still_count=st.just(0),
    has_original=st.booleans(),
    source=st.builds(
        SourceRecord,
        untrusted_address=st.none() | _TEXT,
        untrusted_caption=st.none() | _TEXT,
        read_from=st.lists(_TEXT, max_size=2),
        dates=st.sampled_from([[], [_DATE]]),
    ),
    descriptors=st.dictionaries(_TEXT, _TEXT, max_size=2),
)
_CURVES = st.none() | st.lists(st.floats(0, 255, width=32), max_size=4).map(
    lambda values: np.array(values, np.float32)
)


@settings(max_examples=50)
@given(_ENTRIES, _hashes(), _CURVES, st.none() | st.binary(max_size=9))
def test_an_entry_is_read_back_as_it_was_written(
    entry: Entry, hashes: FrameHashes, curve: Any, fingerprint: bytes | None
) -> None:
    line = json_line(entry, hashes, curve, fingerprint)
    assert line.count(b"\n") == 1
    (item,) = read_json_lines([line.decode("utf-8")])
    assert isinstance(item, Listed), item
    new = item.entry
    assert [new.untrusted_name, *item.other_names] == entry.untrusted_names
    for name in ("key", "kind", "size_bytes", "duration_s", "width_px", "height_px", "source"):
        assert getattr(new, name) == getattr(entry, name)
    assert new.descriptors == entry.descriptors
    for name in FrameHashes.__dataclass_fields__:
        np.testing.assert_array_equal(getattr(new.hashes, name), getattr(hashes, name))
    assert (new.light_curve is None) == (curve is None)
    if curve is not None:
        np.testing.assert_array_equal(new.light_curve, curve)
    assert new.audio_fingerprint == fingerprint
    # Neither stills nor the file came along, whatever the archive it is from has.
    assert (new.stills, new.has_original) == ((), False)


def _line(**changed: Any) -> str:
    words = {
        "form": "verify.entry/1",
        "key": "a" * 64,
        "kind": "video",
        "untrusted_names": ["x.mp4"],
        "hashes": {"time_ms": [0], "pdq": ["0" * 64], "quality": [100]},
        "descriptors": {},
        "source": {},
    }
    return json.dumps({**words, **changed}) + "\n"


def test_the_line_that_others_are_made_from_is_good() -> None:
    (item,) = read_json_lines([_line()])
    assert isinstance(item, Listed)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"form": "verify.entry/2"}, "of a later version"),
        ({"key": "abc"}, "key"),
        ({"untrusted_names": []}, "untrusted_names"),
        ({"kind": "film"}, "film"),
        ({"size_bytes": 0}, "size_bytes"),
        ({"unknown": 1}, "unknown"),
        ({"hashes": {"time_ms": [0], "pdq": ["0" * 63], "quality": [100]}}, "pdq"),
        ({"hashes": {"time_ms": [0], "pdq": ["0" * 64], "quality": [256]}}, "quality"),
        ({"hashes": {"time_ms": [0, 1], "pdq": ["0" * 64], "quality": [1]}}, "different lengths"),
        ({"hashes": {"time_ms": [1, 0], "pdq": ["0" * 64] * 2, "quality": [1, 1]}}, "earlier"),
        ({"source": {"untrusted_note": "x" * 20_001}}, "untrusted_note"),
    ],
)
def test_a_line_that_is_no_entry_is_left_out_with_its_number(
    changed: dict[str, Any], says: str
) -> None:
    good, bad = read_json_lines([_line(), _line(**changed)])
    assert isinstance(good, Listed)
    assert isinstance(bad, LeftOut)
    assert bad.line == 2
    assert says in bad.problem


@pytest.mark.parametrize("line", ["{", "[" * 100_000, '{"a": NaN}', "7"])
def test_what_is_no_json_is_left_out(line: str) -> None:
    (bad,) = read_json_lines([line])
    assert isinstance(bad, LeftOut)
