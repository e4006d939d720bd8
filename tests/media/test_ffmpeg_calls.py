"""Every call of ffmpeg carries the guards, and nothing but numbers of the footage."""

from fractions import Fraction

import pytest

from verify.domain.limits import DecodeLimits
from verify.media.ffmpeg.advisories import ADVISORIES, known_holes
from verify.media.ffmpeg.calls import Recoding, StreamCopy, recoding_call, stream_copy_call

LIMITS = DecodeLimits(max_frames=1000, file_bytes=64 << 20)
# Each of these, given a file's text, opens what the text names.
FOLLOWERS = ("concat", "hls", "dash", "sdp", "imf", "image2", "lavfi", "svg_pipe", "applehttp")


def _recoding(**changes: object) -> Recoding:
    facts: dict[str, object] = {
        "time_base": Fraction(1, 90_000),
        "origin_pts": 3600,
        "end_pts": 7200,
        "longest_interval": 3600,
        "last_interval": 3600,
        "width_px": 321,
        "height_px": 180,
        "sound_channels": 6,
        "crf": 18,
    }
    return Recoding(**(facts | changes))  # type: ignore[arg-type]


CALLS = {
    "recoding": recoding_call(_recoding(), LIMITS),
    "as stored": stream_copy_call(
        StreamCopy(
            start_s=Fraction(1), packets=9, length_s=Fraction(2), timescale=25, has_sound=True
        ),
        LIMITS,
    ),
}


def _value(call: list[str], option: str) -> str:
    return call[call.index(option) + 1]


@pytest.mark.parametrize("name", CALLS)
def test_each_call_carries_every_guard(name: str) -> None:
    call = CALLS[name]

    assert "-nostdin" in call
    before_input = call[: call.index("-i")]
    assert _value(before_input, "-protocol_whitelist") == "file"
    formats = _value(before_input, "-format_whitelist").split(",")
    assert "mov" in formats
    assert not set(formats) & set(FOLLOWERS)
    for option, bound in (
        ("-max_streams", LIMITS.max_streams),
        ("-max_pixels:v", LIMITS.max_pixels),
        ("-max_alloc", 256 << 20),
        ("-probesize", 20_000_000),
        ("-analyzeduration", 10_000_000),
        ("-threads", 2),
    ):
        assert int(_value(before_input, option)) == bound
    output = call[call.index("-i") :]
    assert int(_value(output, "-frames:v")) <= LIMITS.max_frames
    assert float(_value(output, "-t")) <= 24 * 3600
    assert int(_value(output, "-fs")) < LIMITS.file_bytes
    assert {"-sn", "-dn"} <= set(output)
    assert _value(output, "-map_metadata") == "-1"


@pytest.mark.parametrize("name", CALLS)
def test_the_only_files_named_are_ours_behind_their_protocol(name: str) -> None:
    call = CALLS[name]

    assert [part for part in call if "media" in part or "copy.mp4" in part] == [
        "file:media",
        "file:copy.mp4",
    ]


def test_frames_keep_their_times_and_their_number() -> None:
    call = CALLS["recoding"]

    assert _value(call, "-fps_mode") == "passthrough"
    assert "-copyts" in call
    assert _value(call, "-enc_time_base:v") == "1/90000"
    assert _value(call, "-video_track_timescale") == "90000"


@pytest.mark.parametrize(
    ("time_base", "interval", "timescale"),
    [
        (Fraction(1001, 30_000), 1, 30_000),
        (Fraction(1, 1000), 36_000_000, 1000),
        (Fraction(1, 1_000_000), 36_000_000_000, 59_652),
        (Fraction(1, 10_000_000_000), 1, (1 << 31) - 1),
    ],
)
def test_ticks_are_those_of_the_file_or_the_finest_that_fit(
    time_base: Fraction, interval: int, timescale: int
) -> None:
    copy = _recoding(time_base=time_base, longest_interval=interval, last_interval=1)

    assert copy.timescale == timescale
    assert interval * time_base * copy.timescale < 1 << 31


@pytest.mark.parametrize(
    ("version", "names"),
    [
        ("8.1.1", {"CVE-2026-8461", "CVE-2026-125267", "CVE-2026-125244"}),
        ("8.1.2", {"CVE-2026-125267", "CVE-2026-125244"}),
        ("n9.0.2-17-g2a571b6068-20260930", set()),
        ("5.1.9-0+deb12u1", {"CVE-2026-8461", "CVE-2026-125267"}),
        ("N-118193-g5f38c82", set()),
    ],
)
def test_known_holes_are_told_by_release(version: str, names: set[str]) -> None:
    assert {hole.name for hole in known_holes(version)} == names


def test_every_advisory_names_its_source_and_what_mends_it() -> None:
    for advisory in ADVISORIES:
        assert advisory.source.startswith("https://")
        assert all(known_holes(mended) == [] or mended < "9" for mended in advisory.mended_in)
