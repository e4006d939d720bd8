"""The sample footage is what its truth says, and its generator still makes it."""

import json
from itertools import islice
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import pytest
from PIL import ExifTags, Image

from samples.generate.__main__ import SAMPLES
from samples.generate.take import Take
from samples.generate.vfr import VFR

CLIPS = sorted(set(SAMPLES) - {"street"})
Planes = npt.NDArray[np.float64]


def truth_of(samples: Path, name: str) -> dict[str, Any]:
    return json.loads((samples / f"{name}.truth.json").read_text(encoding="utf-8"))


def luma(samples: Path, name: str, start: int, stop: int, step: int = 1) -> Planes:
    """Return stored luma of some frames, every `step`th pixel, shape (frames, height, width)."""
    with av.open(str(samples / f"{name}.mp4")) as clip:
        clip.streams.video[0].thread_count = 1
        frames = islice(clip.decode(video=0), start, stop)
        planes = [frame.to_ndarray()[: frame.height : step, ::step] for frame in frames]
    return np.array(planes, float)


def loudness(samples: Path, name: str, start_s: float, stop_s: float) -> float:
    """Return the root mean square of the sound between two times."""
    with av.open(str(samples / f"{name}.mp4")) as clip:
        sound = np.concatenate([block.to_ndarray()[0] for block in clip.decode(audio=0)])
    return float(np.sqrt(np.mean(sound[round(start_s * 48_000) : round(stop_s * 48_000)] ** 2)))


def psnr_db(first: Planes, second: Planes) -> float:
    return float(10 * np.log10(255**2 / np.mean((first - second) ** 2)))


def likeness(first: Planes, second: Planes) -> float:
    return float(np.corrcoef(first.ravel(), second.ravel())[0, 1])


@pytest.mark.parametrize("name", CLIPS)
def test_clip_has_the_frames_size_and_sound_of_its_truth_and_says_it_is_a_simulation(
    samples: Path, name: str
) -> None:
    truth = truth_of(samples, name)
    with av.open(str(samples / f"{name}.mp4")) as clip:
        video = clip.streams.video[0]
        times = sorted(p.pts * p.time_base for p in clip.demux(video) if p.pts is not None)
        assert [video.width, video.height] == truth["size_px"]
        assert bool(clip.streams.audio) is truth["sound"]
        assert clip.metadata["comment"].startswith("SIMULATION")
        assert "creation_time" not in clip.metadata | video.metadata
    assert len(times) == truth["frames"]
    assert float(times[0]) == 0
    if truth["frame_rate"] is not None:
        assert truth["duration_s"] == pytest.approx(len(times) / truth["frame_rate"])
        assert float(times[-1]) == pytest.approx((len(times) - 1) / truth["frame_rate"], abs=1e-4)


def test_samples_stay_small_enough_to_live_in_the_repository(samples: Path) -> None:
    sizes = {file.name: file.stat().st_size for file in samples.iterdir() if file.is_file()}
    assert {f"{name}.mp4" for name in CLIPS} | {"street.jpg"} <= set(sizes)
    assert max(sizes.values()) < 3_000_000
    assert sum(sizes.values()) < 9_000_000


@pytest.mark.parametrize("name", ["night-strike", "night-fire", "night-strike-reupload", "vfr"])
def test_light_rises_sharply_in_the_first_flash_frame_and_nowhere_before(
    samples: Path, name: str
) -> None:
    onset = truth_of(samples, name)["flashes"][0]["onset_frame"]
    means = luma(samples, name, onset - 15, onset + 2).mean(axis=(1, 2))
    rises = np.diff(means)
    assert int(np.argmax(rises > 10)) == 14
    assert np.abs(rises[:14]).max() < 1.5


def test_fireball_lies_in_its_box_and_is_overexposed(samples: Path) -> None:
    flash = truth_of(samples, "night-strike")["flashes"][0]
    (peak,) = luma(samples, "night-strike", flash["peak_frame"], flash["peak_frame"] + 1)
    left, top, right, bottom = flash["fireball_box_px"]
    clipped = peak >= 234
    assert clipped[top:bottom, left:right].mean() > 0.3
    assert clipped[:, : left - 150].mean() < 0.001


def test_each_bang_is_heard_when_sound_has_travelled_its_distance(samples: Path) -> None:
    truth = truth_of(samples, "night-strike")
    for flash in truth["flashes"]:
        delay_s = flash["distance_m"] / truth["speed_of_sound_m_s"]
        assert flash["bang_s"] == pytest.approx(flash["onset_s"] + delay_s, abs=1e-3)
        before = loudness(samples, "night-strike", flash["bang_s"] - 0.11, flash["bang_s"] - 0.01)
        after = loudness(samples, "night-strike", flash["bang_s"], flash["bang_s"] + 0.1)
        assert after > 4 * before


def test_fire_still_lights_the_last_frame_and_its_cut_ends_with_the_flash(samples: Path) -> None:
    fire, cut = truth_of(samples, "night-fire"), truth_of(samples, "night-fire-cut")
    onset = fire["flashes"][0]["onset_frame"]
    (before,) = luma(samples, "night-fire", onset - 1, onset)
    (last,) = luma(samples, "night-fire", fire["frames"] - 1, fire["frames"])
    assert last.mean() > before.mean() + 4
    assert cut["frames"] == onset + 9
    same = slice(cut["frames"] - 1, cut["frames"])
    whole, part = (
        luma(samples, name, same.start, same.stop) for name in ("night-fire", "night-fire-cut")
    )
    assert psnr_db(whole, part) > 35


def test_reupload_shows_the_source_mirrored_and_cropped_at_the_time_it_says(samples: Path) -> None:
    truth = truth_of(samples, "night-strike-reupload")
    edit, frame = truth["edit"], 45
    at_s = edit["from_s"] + frame / truth["frame_rate"]
    (copy,) = luma(samples, "night-strike-reupload", frame, frame + 1)
    (source,) = luma(samples, "night-strike", int(at_s * 30 + 1e-9), int(at_s * 30 + 1e-9) + 1)
    left, top, width, height = edit["crop_of_mirrored_px"]
    rows, columns = np.indices(copy.shape)
    rows = top + (rows + 0.5) * height / copy.shape[0]
    columns = left + (columns + 0.5) * width / copy.shape[1]
    mirrored = source[:, ::-1][rows.astype(int), columns.astype(int)]
    clear = slice(60, edit["ticker_rows_px"][0] - 20)
    assert likeness(copy[clear], mirrored[clear]) > 0.97
    assert likeness(copy[clear], mirrored[clear, ::-1]) < 0.8


def test_montage_changes_at_its_cuts_and_is_black_in_the_middle_of_its_fade(samples: Path) -> None:
    truth = truth_of(samples, "montage")
    pictures = luma(samples, "montage", 0, truth["frames"], step=4)
    changes = np.abs(np.diff(pictures, axis=0)).mean(axis=(1, 2))
    assert sorted(np.argsort(changes)[-3:] + 1) == [cut["frame"] for cut in truth["cuts"]]
    (fade,) = (joint for joint in truth["joints"] if joint["kind"] == "fade")
    middle = (fade["start_frame"] + fade["end_frame"]) // 2
    assert pictures[middle].mean() < 18
    for shot in truth["shots"]:
        shown = pictures[(shot["start_frame"] + shot["end_frame"]) // 2].mean()
        assert (shown > 110) == (shot["darkness"] == "day")


def test_vfr_clip_holds_exactly_the_time_stamps_of_its_truth(samples: Path) -> None:
    truth = truth_of(samples, "vfr")
    with av.open(str(samples / "vfr.mp4")) as clip:
        video = clip.streams.video[0]
        assert [frame.pts for frame in clip.decode(video)] == truth["pts"]
        assert list(video.time_base.as_integer_ratio()) == truth["time_base"]
    (gap,) = truth["gaps"]
    intervals = np.diff(truth["pts"])
    assert int(np.argmax(intervals)) == gap["last_frame_before"]
    assert intervals.max() / 90_000 == pytest.approx(gap["end_s"] - gap["start_s"], abs=1e-5)


def test_picture_carries_the_exif_of_its_truth(samples: Path) -> None:
    exif = truth_of(samples, "street")["exif"]
    with Image.open(samples / "street.jpg") as picture:
        assert list(picture.size) == truth_of(samples, "street")["size_px"]
        tags = picture.getexif()
    assert tags[ExifTags.Base.Model] == exif["model"]
    assert tags[ExifTags.Base.ImageDescription].startswith("SIMULATION")
    degrees, minutes, _ = tags.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude]
    assert -(degrees + minutes / 60) == exif["latitude_deg"]


def test_generator_still_makes_the_stored_frames(samples: Path) -> None:
    made = np.array(list(Take(VFR).pictures(last_frame=20)), float)
    made_luma = 16 + 219 / 255 * (made @ [0.0722, 0.7152, 0.2126])
    stored = luma(samples, "vfr", 0, 20)
    assert psnr_db(made_luma, stored) > 36
    assert psnr_db(made_luma[:1], stored[19:]) < psnr_db(made_luma[:1], stored[:1]) - 3
