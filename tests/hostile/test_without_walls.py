"""Files that name others reach none even where no wall keeps them in: nothing here follows a name.

The decoders are called in this very process, which may open any file and any connection.
"""

import contextlib
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.hostile import corpus, indirection
from tests.hostile.lures import Lures
from verify.domain.errors import FileInputError
from verify.domain.limits import DecodeLimits
from verify.media.decode import open_source
from verify.media.metadata import read_metadata

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="watches through inotify")


@pytest.fixture
def lures(tmp_path: Path) -> Iterator[Lures]:
    lures = Lures(tmp_path)
    yield lures
    lures.close()


def test_no_decoder_and_no_reader_of_metadata_follows_a_name(lures: Lures, tmp_path: Path) -> None:
    good = corpus.sound()
    files = indirection.files(lures, good["h264.mp4"], good["picture.jpg"])
    lures.openings()
    for name, content in files.items():
        # The worker's fixed name, and the sender's, whose ending must count for nothing.
        for media in (tmp_path / "media", tmp_path / name):
            media.write_bytes(content)
            for kind in ("video", "picture"):
                _read_all(media, kind)

            assert lures.openings() == 0, media.name
            assert lures.visitors() == [], media.name


def _read_all(media: Path, kind: str) -> None:
    with (
        contextlib.suppress(FileInputError),
        open_source(media, DecodeLimits(), media) as source,
    ):
        for _part in source.play():
            pass
    with contextlib.suppress(FileInputError):
        read_metadata(media, kind, datetime(2026, 1, 1, tzinfo=UTC))
