"""Entries as a test needs them, and a clock that it sets."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from verify.domain.archive import EntryKind, FrameHashes, NewEntry, Still
from verify.domain.custody import Actor, Moment
from verify.domain.frame_vectors import FrameVectors
from verify.domain.local_features import LocalFeatures
from verify.domain.sources import ClaimedDate, DateClaimant, SourceRecord

REPORTER = Actor(untrusted_name="samira", known_by="system_account")

POST = SourceRecord(
    untrusted_address="https://example.org/p/1",
    untrusted_caption="غارة ليلية على إدلب 🌃",
    read_from=["result.json"],
    dates=[
        ClaimedDate(
            claimed_by=DateClaimant.SOURCE,
            untrusted_text="2020-02-27",
            earliest_utc=datetime(2020, 2, 26, 10, tzinfo=UTC),
            latest_utc=datetime(2020, 2, 28, 12, tzinfo=UTC),
            is_zone_known=False,
            meaning="posted",
        )
    ],
)


def key_of(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def hashes(seed: int, count: int = 6, *, with_64_bit: bool = True) -> FrameHashes:
    rng = np.random.default_rng(seed)

    def words(*shape: int) -> Any:
        return rng.integers(0, 2**64, shape, dtype=np.uint64)

    return FrameHashes(
        time_ms=np.arange(count, dtype=np.uint32) * 250,
        pdq=words(count, 4),
        quality=rng.integers(0, 101, count, dtype=np.uint8),
        phash=words(count) if with_64_bit else None,
        dhash=words(count) if with_64_bit else None,
    )


def features(seed: int, pictures: int = 3, points: int = 20) -> LocalFeatures:
    rng = np.random.default_rng(seed)
    count = pictures * points

    def column(kind: type[np.unsignedinteger[Any]], *shape: int) -> Any:
        return rng.integers(0, np.iinfo(kind).max, shape, dtype=kind, endpoint=True)

    return LocalFeatures(
        time_ms=np.arange(pictures, dtype=np.uint32) * 500,
        counts=np.full(pictures, points, np.uint16),
        x=column(np.uint16, count),
        y=column(np.uint16, count),
        size=column(np.uint8, count),
        angle=column(np.uint8, count),
        codes=column(np.uint64, count, 2),
    )


def vectors(seed: int, pictures: int = 3, dimensions: int = 8) -> FrameVectors:
    rng = np.random.default_rng(seed)
    times_ms = np.arange(pictures, dtype=np.uint32) * 1000
    made = rng.normal(size=(pictures, dimensions)).astype(np.float32)
    return FrameVectors.of(bytes(32), times_ms, made)


def new_entry(name: str, **given: Any) -> NewEntry:
    seed = int(key_of(name)[:8], 16)
    return NewEntry(
        **{
            "key": key_of(name),
            "kind": EntryKind.VIDEO,
            "untrusted_name": name,
            "hashes": hashes(seed),
            "descriptors": {"pdq": "1", "stills": "480 px"},
            "size_bytes": 1000 + seed % 1000,
            "duration_s": 1.5,
            "width_px": 640,
            "height_px": 360,
            "stills": (Still(0, b"first " + name.encode()), Still(1000, b"second")),
            "light_curve": np.linspace(0, 255, 15, dtype=np.float32),
            **given,
        }
    )


@dataclass
class SetClock:
    """Shows what it was set to, and counts on by a second with each reading."""

    utc: datetime = datetime(2020, 2, 27, 21, 4, 5, 678, tzinfo=UTC)
    monotonic_ns: int = 5_000_000_000
    boot: str = "boot-1"

    def __call__(self) -> Moment:
        self.pass_s(1)
        return Moment(self.utc, self.monotonic_ns, self.boot)

    def pass_s(self, seconds: float) -> None:
        self.utc += timedelta(seconds=seconds)
        self.monotonic_ns += round(seconds * 1e9)
