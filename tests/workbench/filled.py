"""An archive to be filled, files to fill it with, and who describes their stills: all made up."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np

from tests.storage.footage import REPORTER
from verify.domain.archive import EntryKind, Still
from verify.domain.errors import WorkerFailedError
from verify.domain.frame_vectors import DescriptorFacts, FrameVectors
from verify.jobs.archiving import hash_descriptors
from verify.jobs.describing import DescribedQuery
from verify.storage.database import open_store
from verify.storage.originals import objects_of
from verify.workbench.archive.shelf import Shelf

DESCRIPTORS = hash_descriptors(EntryKind.VIDEO) | dict.fromkeys(
    ("stills", "local_features", "light_curve", "audio_fingerprint"), "1"
)
"""What an entry says of how it was made, if all was asked for."""


@contextmanager
def empty_shelf(folder: Path) -> Iterator[Shelf]:
    """Make a home in a folder, with an empty archive."""
    home = folder / "home"
    home.mkdir()
    with closing(open_store(f"sqlite:///{home / 'verify.db'}")) as store:
        yield Shelf(home, store, objects_of(store, home), REPORTER)


def named_files(folder: Path, **contents: str) -> list[Path]:
    """Write a file for each name."""
    files = [folder / f"{name}.mp4" for name in contents]
    for file, content in zip(files, contents.values(), strict=True):
        file.write_text(content)
    return files


def fake_facts(weights: str, dimensions: int) -> DescriptorFacts:
    """Return what is known of a descriptor that is none."""
    return DescriptorFacts(
        name="Fake",
        licence="none",
        origin="this test",
        weights="fake.onnx",
        weights_sha256=weights * 64,
        dimensions=dimensions,
        how=f"1: weights {weights}",
    )


class Describer:
    """Describes all stills alike, and tells of which files; of one it cannot."""

    def __init__(self, weights: str) -> None:
        self.facts = fake_facts(weights, 2)
        self.seen: list[str] = []

    def describe(self, path: Path, stills: Sequence[Still]) -> FrameVectors:
        self.seen.append(path.stem)
        if path.stem == "odd":
            raise WorkerFailedError(path, "no vectors")
        times_ms = np.array([still.time_ms for still in stills], np.uint32)
        alike = np.full((len(stills), 2), np.sqrt(0.5), np.float32)
        return FrameVectors.of(self.facts.made_by, times_ms, alike)

    def describe_query(self, path: Path, stills: Sequence[Still]) -> DescribedQuery:
        raise NotImplementedError
