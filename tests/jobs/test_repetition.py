"""The options of an inspection, taken back from what an analysis says that it was made with."""

from typing import Any

import msgspec
import pytest

from tests import analyses
from verify.jobs.repetition import options_like

_TOOL = analyses.an_analysis().tool


def _with(**parameters: Any) -> Any:
    return options_like(msgspec.structs.replace(_TOOL, parameters=parameters))


def test_times_come_back_as_they_were_typed() -> None:
    keyframes = {"maximum": 7, "i_frames": True, "every_s": 1 / 3, "at_s": "0.5, 0.1"}
    options = _with(keyframes=keyframes, hashes={"interval_s": None}, mains={}, darkness={})

    assert options.analyses == {"keyframes", "hashes", "mains", "metadata", "c2pa"}
    assert (options.maximum_keyframes, options.only_i_frames) == (7, True)
    assert (options.keyframe_every, options.keyframes_at) == ("1/3", ("1/2", "1/10"))
    assert options.hash_interval is None
    assert _with(hashes={"interval_s": 0.25}).hash_interval == "1/4"
    assert "flash_to_bang" in _with(sounds={}).analyses


@pytest.mark.parametrize(
    "keyframes",
    [
        {"maximum": "many", "at_s": ""},
        {"maximum": 10**9, "i_frames": False, "at_s": ""},
        {"maximum": 7, "i_frames": False, "at_s": "nan"},
        {"maximum": 7, "i_frames": False, "at_s": "inf"},
        {"maximum": 7, "i_frames": False, "at_s": "soon"},
        {"maximum": 7, "i_frames": False, "at_s": ", ".join(["1"] * 2001)},
        {"maximum": 7, "i_frames": False, "at_s": "", "every_s": -1.0},
        {"maximum": 7, "i_frames": False, "at_s": "", "every_s": "1/0"},
        {"maximum": 7, "i_frames": False, "at_s": "", "every_s": 0},
        {"maximum": 7, "i_frames": False, "at_s": 3},
    ],
)
def test_what_cannot_be_asked_for_is_refused(keyframes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"time|keyframe|Expected|could not"):
        _with(keyframes=keyframes)
