"""Copies play in a real Chromium, and it shows each frame at the time that we say."""

import base64
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.synthesis.clips import BLACK, CODE_BITS, WHITE, Clip
from verify.jobs.derivation import cut, review_copy

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Seeks to the middle of a frame and returns the brightness of its code squares.
_SHOW = """
async ([source, times]) => {
  const video = document.createElement("video");
  video.muted = true;
  video.src = source;
  await new Promise((done, failed) => {
    video.onloadeddata = done;
    video.onerror = () => failed(new Error(video.error.message));
  });
  const canvas = Object.assign(document.createElement("canvas"),
    { width: video.videoWidth, height: video.videoHeight });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const shown = [];
  const comes = () => new Promise((done) => video.requestVideoFrameCallback(
    (_now, { mediaTime }) => done(mediaTime)));
  const patience = () => new Promise((done) => setTimeout(done, 1000, null));
  let before = null;
  for (const time of times) {
    const isThere = new Promise((done) => video.addEventListener("seeked", done, { once: true }));
    let frame = comes(), now;
    video.currentTime = time;
    await isThere;
    // A browser may still tell of the frame before; a busy one tells nobody of any.
    do {
      now = await Promise.race([frame, patience()]);
      frame = comes();
    } while (now !== null && now === before);
    before = now ?? before;
    pen.drawImage(video, 0, 0);
    const row = pen.getImageData(0, Math.floor(canvas.height * 0.3), canvas.width, 1).data;
    shown.push([...Array(BITS).keys()].map(
      (bit) => row[4 * Math.floor((bit + 0.5) * canvas.width / BITS)]));
  }
  return { shown, duration: video.duration };
}
""".replace("BITS", str(CODE_BITS))


def _shown(browser: "Browser", copy: Path, times_s: list[float]) -> list[int]:
    page = browser.new_page()
    source = f"data:video/mp4;base64,{base64.b64encode(copy.read_bytes()).decode()}"
    answer = page.evaluate(_SHOW, [source, times_s])
    page.close()
    middle = (BLACK + WHITE) / 2
    return [
        sum(int(bright > middle) << bit for bit, bright in enumerate(row))
        for row in answer["shown"]
    ]


@pytest.mark.parametrize(
    ("clip", "name"),
    [
        # Chromium plays neither of the codecs.
        (Clip(codec="libx265", clockwise_deg=90, width_px=180, height_px=320), "hevc.mp4"),
        (
            Clip(
                ticks=[500, 533, 567, 640, 660, 700, 1000, 2500, 2540],
                codec="mpeg4",
                width_px=322,
                height_px=182,
                beep_at=Fraction(1),
                sound_codec="mp2",
            ),
            "variable.mkv",
        ),
    ],
    ids=["turned", "variable"],
)
def test_browser_shows_each_frame_of_a_review_copy_at_its_time(
    clip: Clip, name: str, browser: "Browser", tmp_path: Path
) -> None:
    review_copy(clip.write(tmp_path / name), tmp_path / "copy.mp4")

    ends = [*clip.times[1:], clip.times[-1] + Fraction(4, 100)]
    middles = [float(start + end) / 2 for start, end in zip(clip.times, ends, strict=True)]

    assert _shown(browser, tmp_path / "copy.mp4", middles) == clip.numbers


def test_browser_shows_an_exact_cut_from_its_first_frame_on(
    browser: "Browser", tmp_path: Path
) -> None:
    clip = Clip(ticks=range(0, 2000, 40), options={"bf": "3"}).write(tmp_path / "clip.mp4")

    cut(clip, tmp_path / "cut.mp4", (Fraction(1), Fraction("1.2")))

    assert _shown(browser, tmp_path / "cut.mp4", [0.02, 0.06, 0.1, 0.14, 0.18]) == [*range(25, 30)]
