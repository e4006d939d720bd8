"""flashes.vtt: cues where the flashes are."""

import re

import pytest

from verify.domain.findings import FlashKind
from verify.presentation.markers import flashes_vtt

CUE = re.compile(r"^flash-(\d+)\n(\S+) --> (\S+)\n(.+)$", re.MULTILINE)


def test_cues_carry_number_start_and_end_of_accepted_flashes_only(analysis):
    text = flashes_vtt(analysis.flashes, 12.0)

    assert text.startswith("WEBVTT\n\n")
    ((number, start, end, words),) = CUE.findall(text)
    assert (number, start, end) == ("1", "00:00:03.000", "00:00:04.000")
    assert "± 0.040 s" in words


@pytest.mark.parametrize("facts", [{"kind": FlashKind.SUSTAINED}, {"hints": ["clip_ends"]}])
def test_a_light_that_stays_lasts_to_the_end_of_the_clip(flash_at, facts):
    burning = flash_at(75, end_s=None, half_life_s=None, **facts)
    ((_, _, end, words),) = CUE.findall(flashes_vtt([burning], 12.0))

    assert end == "00:00:12.000"
    assert "end not seen" in words


def test_a_flash_seen_only_to_fall_to_half_lasts_until_then(flash_at):
    half = flash_at(75, end_s=None, peak_s=3.08, half_life_s=0.25)
    ((_, _, end, words),) = CUE.findall(flashes_vtt([half], 12.0))

    assert end == "00:00:03.330"
    assert "end not seen" in words


def test_a_flash_of_which_nothing_is_known_after_its_peak_lasts_until_then(flash_at):
    lost = flash_at(75, end_s=None, half_life_s=None, peak_s=3.08)
    ((_, _, end, _),) = CUE.findall(flashes_vtt([lost], 12.0))

    assert end == "00:00:03.080"


def test_a_cue_ends_after_it_starts_even_within_a_millisecond(flash_at):
    ((_, start, end, _),) = CUE.findall(flashes_vtt([flash_at(75, end_s=3.0)], 3.0))

    assert (start, end) == ("00:00:03.000", "00:00:03.001")


def test_no_flash_makes_a_valid_file_without_cues():
    text = flashes_vtt([], 12.0)

    assert text.startswith("WEBVTT\n")
    assert "-->" not in text
