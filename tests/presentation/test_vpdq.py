"""Hash lists are read in our form and in the reference's, and nothing else passes."""

import json

import pytest

from verify.domain.errors import BadTableError
from verify.domain.rows import HashRow
from verify.presentation.vpdq import FrameHash, read_vpdq, vpdq_json

PDQ = "00e271017837246aaccddea259648fb7d62f435c89d9e99b2497763e216c8d05"


def test_our_list_comes_back_with_times_and_leading_zeros():
    rows = [HashRow(n, n, n * 0.25, PDQ, 100 - n, "0" * 16, "0" * 16) for n in range(3)]

    text = "".join(vpdq_json(rows))

    assert json.loads(text)[1] == f"{PDQ},99,0.250000"
    assert read_vpdq(text) == [FrameHash(PDQ, 100 - n, n * 0.25, None) for n in range(3)]


def test_a_list_of_nothing_is_a_list():
    assert read_vpdq("".join(vpdq_json([]))) == []


def test_the_form_of_the_reference_is_read_as_lines_and_as_a_list():
    lines = f"0,100,{PDQ},0.000\n7,31,{PDQ},0.233\n"
    expected = [FrameHash(PDQ, 100, 0.0, 0), FrameHash(PDQ, 31, 0.233, 7)]

    assert read_vpdq(lines) == expected
    assert read_vpdq(json.dumps(lines.split())) == expected


def test_a_published_reference_file_is_read_whole(shared_data):
    text = (shared_data / "dup/vpdq/chair-19-sd-bar.txt").read_text()

    hashes = read_vpdq(text)

    assert len(hashes) == len(text.split())
    assert hashes[1].frame == 1
    assert hashes[1].time_s == pytest.approx(0.033)
    assert hashes[1].pdq.startswith("c0f11178372c6aac")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{PDQ},100", "expected hex,quality,seconds"),
        (f"{PDQ[1:]},100,0", "not 64 hex digits"),
        (f"{PDQ},101,0", "0 to 100"),
        (f"{PDQ},٣,0", "0 to 100"),
        (f"{PDQ},100,-1", "0 or more seconds"),
        (f"{PDQ},100,nan", "0 or more seconds"),
        (f"{PDQ},100,soon", "not a number"),
        (f"-1,100,{PDQ},0", "frame is not a whole number"),
        ("[1]", "not text"),
        ("[", "not JSON"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_an_entry_of_another_form_is_refused_with_what_is_wrong(text, message):
    with pytest.raises(BadTableError, match=message):
        read_vpdq(text)
