"""Labelled brightness events of a folder: `labels.csv`, one row an event, found by eye."""

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

ROUNDED_S = 1e-4
"""Labels are written with four decimals."""


@dataclass(frozen=True)
class Event:
    """One labelled event; `kind` is flash, step, cut, fade, camera, moving_light or other."""

    kind: str
    onset_s: float
    is_clear: bool


@dataclass
class Labels:
    """What is known of one clip."""

    events: list[Event] = field(default_factory=list)
    ignored_s: list[tuple[float, float]] = field(default_factory=list)

    @property
    def flashes(self) -> list[Event]:
        return [event for event in self.events if event.kind == "flash"]

    def is_ignored(self, time_s: float) -> bool:
        return any(
            start_s - ROUNDED_S <= time_s <= end_s + ROUNDED_S for start_s, end_s in self.ignored_s
        )


def read_labels(folder: Path) -> dict[str, Labels]:
    """Return the labels of each clip by file name; lines that begin with # are comments."""
    lines = (folder / "labels.csv").read_text(encoding="utf-8").splitlines()
    clips: dict[str, Labels] = defaultdict(Labels)
    for row in csv.DictReader(line for line in lines if not line.startswith("#")):
        labels = clips[row["clip"]]
        match row["row_type"]:
            case "event":
                is_clear = row["visible"] == "clear"
                labels.events.append(Event(row["kind"], float(row["onset_s"]), is_clear))
            case "ignore":
                labels.ignored_s.append((float(row["onset_s"]), float(row["end_s"])))
            case "negative_clip":
                pass
            case other:
                raise ValueError(f"labels.csv has a row of unknown type {other!r}")
    return dict(clips)
