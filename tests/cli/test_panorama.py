"""verify panorama, as a user calls it, and what its worker refuses."""

from pathlib import Path

import msgspec
import numpy as np
import pytest
from PIL import Image

from tests.cli.conftest import Run, answer
from tests.synthesis import pans
from verify.domain.limits import DecodeLimits
from verify.domain.panorama import Panorama
from verify.jobs import panorama as jobs
from verify.jobs import panorama_worker
from verify.jobs.messages import MEDIA_FILE
from verify.jobs.panorama_messages import PanoramaAnswer, PanoramaRequest
from verify.media import jail
from verify.presentation.panorama_wording import panorama_lines

STREET = pans.street(1)
PAN = [20 + 30j + 6 * at for at in range(24)]
STAND = [20 + 30j] * 24


@pytest.fixture(scope="module")
def night_pan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a second of a pan by night."""
    frames = list(pans.filmed(STREET, PAN, by_night=True))
    return pans.write(tmp_path_factory.mktemp("pans") / "night \u202e.mp4", frames)


def test_a_pan_by_night_becomes_a_strip_that_can_be_read(run: Run, night_pan: Path) -> None:
    result = run("panorama", night_pan, "-o", "strip.jpg", "--json")

    assert result.exit_code == 0, result.stderr
    made = msgspec.convert(answer(result), Panorama)
    with Image.open("strip.jpg") as picture:
        assert picture.size == (made.width_px, made.height_px)
        assert np.asarray(picture.convert("L"))[90:170, :250].mean() > 40
    assert made.stretch.across == pytest.approx(23 * 6 / 160, abs=0.02)
    assert made.lift is not None
    times_s = [frame.time_s for frame in made.frames]
    assert times_s == sorted(times_s)
    assert (made.frames[0].left_px, made.frames[-1].right_px) == (0, 160 + 23 * 6)
    lines = "\n".join(panorama_lines(made, 0.5))
    assert "so the camera turns right" in lines
    assert "dark, so levels" in lines
    assert "no photograph" in lines
    torn = msgspec.structs.replace(made.frames[1], agreement=0.2)
    lost = msgspec.structs.replace(made.stretch, frames=1)
    worse = msgspec.structs.replace(
        made,
        frames=[made.frames[0], *[torn] * 9],
        left_out=[made.stretch, lost],
        cuts_s=[0.5],
    )
    said = "\n".join(panorama_lines(worse, 0.5))
    assert "hardly agree, marked red: 00:00:00." in said
    assert "and 1 more" in said
    assert "(turns by 0.9), 1 frame that agrees with none beside it" in said
    assert "Cuts:      00:00:00.500" in said
    assert run("panorama", night_pan, "-o", "strip.jpg").exit_code == 2
    Path("mine.jpg").write_bytes(b"mine")
    assert run("panorama", night_pan, "-o", "mine.jpg", "--force").exit_code == 2
    assert run("panorama", night_pan, "--from", "3", "--to", "3").exit_code == 2
    assert Path("mine.jpg").read_bytes() == b"mine"


def _asked(folder: Path, frames: list[pans.Plane], **window: float | None) -> PanoramaAnswer:
    pans.write(folder / "film.mp4", frames).rename(folder / MEDIA_FILE)
    request = PanoramaRequest(
        **{
            "untrusted_name": "film.mp4",
            "limits": DecodeLimits(),
            "threads": 1,
            "start_s": None,
            "end_s": None,
        }
        | window  # type: ignore[arg-type]
    )
    return panorama_worker.work_on(request, folder, lambda _: None)


def test_of_two_shots_the_one_that_pans_is_laid_out_unless_the_cut_was_asked_for(
    tmp_path: Path,
) -> None:
    other = pans.street(5)
    film = [*pans.filmed(STREET, PAN), *pans.filmed(other, STAND)]

    whole = _asked(tmp_path, film)
    # A cut is told once what follows was seen.
    part = _asked(tmp_path, film, start_s=0.2, end_s=1.9)

    assert whole.laid_out == 0
    assert whole.cuts_s == [pytest.approx(0.96)]
    assert [frame.time_s <= 0.92 for frame in whole.frames] == [True] * len(whole.frames)
    assert (part.laid_out, part.cuts_s) == (None, [pytest.approx(0.96)])


class _Left:
    """Stands in for the jail: leaves what a worker could have left."""

    def __init__(self, given: PanoramaAnswer, sheet: bytes = b"") -> None:
        self._given, self._sheet = given, sheet

    def run(
        self, _module: str, _arguments: object, scratch: Path, *_: object, **named: object
    ) -> jail.Ending:
        named["on_sealed"](jail.probe())  # type: ignore[operator]
        (scratch / "answer.json").write_bytes(msgspec.json.encode(self._given))
        (scratch / "panorama.jpg").write_bytes(self._sheet)
        return jail.Ending(0, timed_out=False, error_text="")


def test_what_does_not_pan_is_refused_with_how_far_it_turns(
    run: Run, night_pan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    still = _asked(tmp_path, list(pans.filmed(STREET, STAND)))
    assert still.laid_out is None
    tilted = msgspec.structs.replace(still.stretches[0], down=1.5)
    for given, call, said in (
        (still, (), "has no shot there that pans: the camera turns by 0.0"),
        (msgspec.structs.replace(still, stretches=[tilted]), (), "It tilts by 1.5 widths"),
        (msgspec.structs.replace(still, stretches=[]), (), "turns by 0.00"),
        (msgspec.structs.replace(still, cuts_s=[0.5]), ("--from", "0"), "from 00:00:00.500"),
        (msgspec.structs.replace(still, laid_out=3), (), "does not fit together"),
    ):
        monkeypatch.setattr(jobs.jail, "run", _Left(given).run)
        result = run("panorama", night_pan, "-o", "no.jpg", *call)
        assert result.exit_code in {1, 2}
        assert said in result.stderr
        assert "\u202e" not in result.stderr
    assert not Path("no.jpg").exists()
