"""What the picture types and their sizes tell of the last compression."""

import dataclasses

from tests.analysis.traces.moving import frames
from verify.analysis.traces.coding import CodingLedger
from verify.domain.frames import Frame
from verify.domain.traces import Coding


def coded(shown: list[Frame], writers: list[str] | None = None) -> Coding:
    ledger = CodingLedger()
    for frame in shown:
        ledger.observe(frame)
    ledger.finish()
    return ledger.finding(writers or [])


def typed(kinds: str) -> list[Frame]:
    shown = frames(range(len(kinds)))
    return [
        dataclasses.replace(frame, picture_type=kind, is_intra=kind == "I", packet_bytes=size)
        for frame, kind, size in zip(shown, kinds, range(100, 100 + len(kinds)), strict=True)
    ]


def test_pictures_are_counted_with_their_mean_size() -> None:
    coding = coded(typed("IPPPIPPP"))
    assert [(p.kind, p.frames, p.mean_bytes) for p in coding.pictures] == [
        ("I", 2, 102.0),
        ("P", 6, 104.0),
    ]
    assert coding.i_frame_interval_frames == coding.longest_i_frame_interval_frames == 4


def test_a_camera_that_writes_an_i_frame_each_second_is_not_called_re_encoded() -> None:
    coding = coded(typed(("I" + "P" * 29) * 3))
    assert coding.ordinary is None
    assert coding.reasons == []


def test_marks_of_a_program_say_what_is_ordinary_and_why() -> None:
    coding = coded(typed(("I" + "PB" * 125)[:250] + "I"))
    assert coding.ordinary == (
        "Re-encoded or re-muxed, as messengers do: a missing date, device or place is normal here."
    )
    assert any("250 frames" in reason for reason in coding.reasons)


def test_a_known_way_of_writing_is_enough() -> None:
    coding = coded(typed("IPPP"), ["The way the file is built fits some messenger."])
    assert coding.ordinary is not None


def test_a_single_i_frame_has_no_distance_and_unknown_sizes_stay_unknown() -> None:
    shown = [dataclasses.replace(frame, packet_bytes=None) for frame in typed("IPPP")]
    coding = coded(shown)
    assert coding.i_frame_interval_frames is None
    assert {picture.mean_bytes for picture in coding.pictures} == {None}
