"""report.html: one whole page, safe to open, in plain words."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import pairwise

import msgspec
import pytest

from verify.domain.errors import BadParameterError
from verify.domain.findings import (
    Boundary,
    Darkness,
    DarknessClass,
    FlashKind,
    Gap,
    Repeat,
    Skipped,
)
from verify.presentation.report import render_report

DATA = "data:image/jpeg;base64,"
VOID = {"meta", "img", "br", "link"}
NEVER_SAID = re.compile(
    r"\b(verified|authentic\w*|genuine|fake\w*|prove[sn]?|confirms that|original)\b", re.IGNORECASE
)


class Page(HTMLParser):
    """The page as elements and text; refuses tags that do not close in order."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.open, self.text, self._hidden = [], [], [], 0
        self.headings = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("style",):
            self.text.append(data)
        if self.open and re.fullmatch("h[1-6]", self.open[-1]):
            self.headings.append((int(self.open[-1][1]), data))

    def words(self):
        return re.sub(r"\s+", " ", " ".join(self.text))

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


def render(analysis, curve="<svg></svg>", pictures=None, **options):
    return Page(render_report(analysis, curve, pictures or {}, **options))


@pytest.fixture
def pictures(analysis, jpeg):
    return {k.file: jpeg(640, 360, (30, 30, 60)) for k in analysis.keyframes}


def test_the_page_asks_nothing_of_the_network_and_runs_nothing(analysis, pictures):
    page = render(analysis, pictures=pictures)

    assert not page.all("script")
    policy = next(m["content"] for m in page.all("meta") if m.get("http-equiv"))
    assert policy.startswith("default-src 'none'; img-src data:; style-src 'unsafe-inline'")
    for _, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on")]
        assert attributes.get("href", "#").startswith("#")
        assert attributes.get("src", "data:image/jpeg;base64,").startswith(
            "data:image/jpeg;base64,"
        )


def test_every_link_leads_to_a_place_on_the_page(analysis, pictures):
    page = render(analysis, pictures=pictures)

    places = [a["id"] for _, a in page.elements if "id" in a]
    assert len(places) == len(set(places))
    assert {a["href"][1:] for a in page.all("a")} <= set(places)


def test_headings_descend_one_step_at_a_time_from_one_title(analysis, pictures):
    levels = [level for level, _ in render(analysis, pictures=pictures).headings]

    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_every_picture_says_when_and_why(analysis, pictures):
    alternatives = [image["alt"] for image in render(analysis, pictures=pictures).all("img")]

    assert alternatives == [
        "Frame 0 at 00:00:00.000, first of its shot",
        "Frame 75 at 00:00:03.000, flash begins",
        "Frame 200 at 00:00:08.000, first of its shot",
    ]


def test_the_summary_gives_length_shots_flashes_and_what_is_not_known(analysis):
    words = render(analysis).words()

    assert "A video of 12 seconds, 300 frames (usually 25 a second), 640 × 360 pixels." in words
    assert "2 shots: cut at 0:08.000." in words
    assert "1 flash of light, at 0:03.000 (± 0.040 s)." in words
    assert "1 other rise in light did not pass as a flash" in words
    assert "All shots look like night." in words
    assert "The file has no sound." in words
    assert "The file claims a creation time of 2020-02-27T17:41:09Z." in words
    assert "Nothing measured here tells where or when it was filmed" in words


def test_no_machine_sentence_passes_judgement(analysis, pictures):
    assert NEVER_SAID.findall(render(analysis, pictures=pictures).words()) == []


def test_text_from_the_file_appears_as_text(analysis):
    hostile = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    metadata = msgspec.structs.replace(
        analysis.metadata,
        untrusted_container_tags={hostile: hostile},
        untrusted_created=hostile,
        untrusted_exif={"Comment": "a\u202eb\x00c" + "y" * 5_000},
    )
    footage = msgspec.structs.replace(analysis.footage, untrusted_name=hostile, container=hostile)
    page = render(msgspec.structs.replace(analysis, metadata=metadata, footage=footage))

    assert not page.all("script")
    assert not page.all("img")
    assert page.headings[0] == (1, hostile)
    assert "a\ufffdb\ufffdcyyy" in page.words()
    assert "(5,005 characters in all; whole in analysis.json)" in page.words()


def test_what_spoils_the_times_stands_before_everything_else(analysis):
    timebase = msgspec.structs.replace(
        analysis.timebase,
        truncated=True,
        truncated_reason="The last 12 s of 60 s are missing.",
        corrupt_frames=2,
        gaps=[Gap(start_s=1.0, end_s=1.4, missing_frames=9)],
        repeats=[Repeat(start_s=2.0, end_s=2.4, frames=10)],
    )
    words = render(msgspec.structs.replace(analysis, timebase=timebase)).words()

    first = words.index("Read this first")
    for phrase in (
        "cut off or damaged. The last 12 s of 60 s are missing. Nothing is known of the rest.",
        "marked 2 frames as corrupt",
        "About 9 frames are missing",
        "10 frames repeat the frame before",
    ):
        assert first < words.index(phrase) < words.index("In short")


def test_a_sound_clip_raises_no_alarm(analysis):
    assert "Read this first" not in render(analysis).words()


def test_a_failed_analysis_is_said_at_the_top_and_in_its_section(analysis):
    skipped = [*analysis.skipped, Skipped(analysis="flashes", reason="failed at frame 9: zero")]
    page = render(msgspec.structs.replace(analysis, flashes=None, skipped=skipped))

    assert page.words().count("failed at frame 9: zero") == 3
    assert "No flash was found" not in page.words()


def test_light_before_the_first_frame_is_told_in_short_and_with_its_figures(analysis):
    reason = "light before the first frame not examined: it begins bright. 9 % of the picture"
    skipped = [*analysis.skipped, Skipped(analysis="flashes", reason=reason)]
    words = render(msgspec.structs.replace(analysis, flashes=[], skipped=skipped)).words()

    assert "Light before the first frame not examined: it begins bright. No flash was" in words
    assert "it begins bright. 9 % of the picture." in words


def test_an_accepted_flash_links_to_its_frame_and_a_rejected_one_says_why(analysis, pictures):
    page = render(analysis, pictures=pictures)

    assert {"href": "#k2"} in page.all("a")
    assert "Camera motion, not accepted. the camera moved" in page.words()


def test_a_clip_without_flashes_says_that_faint_ones_can_be_missed(analysis):
    words = render(msgspec.structs.replace(analysis, flashes=[])).words()

    assert "No flash was found. A faint, small or very short one can be missed." in words
    assert "what caused the light" not in words


def test_pictures_beyond_the_page_s_size_are_left_out_and_counted_flashes_last(analysis, pictures):
    one = len(next(iter(pictures.values())))
    page = render(analysis, pictures=pictures, picture_bytes=one)

    assert [image["alt"] for image in page.all("img")] == ["Frame 75 at 00:00:03.000, flash begins"]
    assert "2 pictures must be looked at there" in page.words()


def test_a_clip_of_one_frame_says_why_it_has_no_curve(analysis):
    timebase = msgspec.structs.replace(analysis.timebase, frames=1, median_interval_s=None)
    words = render(msgspec.structs.replace(analysis, timebase=timebase), curve=None).words()

    assert "There is one frame, so there is no curve." in words


def test_shots_whose_light_cannot_be_told_are_counted_as_such(analysis, shot_of):
    unknown = Darkness(kind=DarknessClass.CANNOT_TELL, reasons=[])
    shots = [shot_of(0, 100), shot_of(100, 200), shot_of(200, 300, darkness=unknown)]
    words = render(msgspec.structs.replace(analysis, shots=shots)).words()

    assert "Light: night in 2 shots and not to be told in 1 shot." in words


def test_a_lasting_light_is_not_called_a_flash(analysis, flash_at):
    fire = flash_at(100, kind=FlashKind.SUSTAINED, end_s=None)
    words = render(msgspec.structs.replace(analysis, flashes=[fire])).words()

    assert "1 sharp rise in light that stays lit, at 0:04.000" in words


def test_a_picture_has_no_sections_about_time(analysis, pictures):
    footage = msgspec.structs.replace(analysis.footage, kind="picture", duration_s=None)
    picture = msgspec.structs.replace(
        analysis,
        footage=footage,
        shots=None,
        flashes=None,
        brightness=None,
        timebase=None,
        keyframes=analysis.keyframes[:1],
    )
    page = render(picture, curve=None, pictures=pictures)

    assert "A picture of 640 × 360 pixels." in page.words()
    headings = {text for _, text in page.headings}
    assert headings.isdisjoint({"Light through time", "Shots", "Flashes and other rises in light"})


def test_hundreds_of_shots_are_summed_up_and_folded(analysis, shot_of):
    shots = [
        shot_of(n, n + 1, **({"boundary": Boundary.FADE} if n == 7 else {})) for n in range(300)
    ]
    page = render(msgspec.structs.replace(analysis, shots=shots))

    assert "300 shots, parted by 298 cuts and 1 fade." in page.words()
    assert "open" not in page.all("details")[1]


def test_weak_hashes_are_said_to_be_weak_and_not_only_shown_so(analysis, pictures):
    assert "20 weak" in render(analysis, pictures=pictures).words()


def test_the_page_says_how_to_measure_again_and_with_what(analysis):
    footage = msgspec.structs.replace(analysis.footage, untrusted_name="-night strike.mp4")
    page = render(
        msgspec.structs.replace(analysis, footage=footage),
        measured_utc=datetime(2026, 11, 25, 16, 41, tzinfo=UTC),
    )

    assert "verify inspect -- '-night strike.mp4'" in page.words()
    assert "25 November 2026, 16:41 UTC, with Verify 0.1.0 (FFmpeg 8.0)" in page.words()
    assert "12" * 32 in page.words()
    assert "baseline_s" in page.words()


def test_the_sandbox_is_told_in_words(analysis):
    words = render(analysis).words()

    assert (
        "Level C (limits). The process that read the file was seen to be refused: memory beyond "
        "its limit." in words
    )
    assert "Not refused on this machine: network connections." in words
    assert "The user allowed decoding in spite of that." in words


@pytest.mark.parametrize("content", [b"<svg onload=alert(1)>", b"", b"\x89PNG\r\n"])
def test_a_picture_that_is_no_jpeg_is_refused(analysis, content):
    with pytest.raises(BadParameterError, match="JPEG"):
        render(analysis, pictures={analysis.keyframes[0].file: content})


def test_a_moment_without_zone_is_refused(analysis):
    with pytest.raises(BadParameterError, match="zone"):
        render(analysis, measured_utc=datetime(2026, 11, 25))  # noqa: DTZ001 - the case


def test_nothing_found_at_all_still_makes_a_page(analysis):
    empty = msgspec.structs.replace(
        analysis,
        timebase=None,
        shots=None,
        keyframes=None,
        brightness=None,
        flashes=None,
        metadata=None,
        footage=msgspec.structs.replace(analysis.footage, video=None),
        skipped=[Skipped(analysis="shots", reason="not asked for")],
    )

    words = render(empty, curve=None).words()
    assert "No result: not asked for." in words
    assert "shots: not asked for" in words
    assert "Read this first" not in words


@pytest.mark.parametrize("kind", list(FlashKind))
def test_every_kind_of_rise_has_words(analysis, flash_at, kind):
    render(msgspec.structs.replace(analysis, flashes=[flash_at(1, kind=kind)]))
