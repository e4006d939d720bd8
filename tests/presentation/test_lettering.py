"""Names in many scripts are drawn, and what cannot be drawn is known."""

import pytest
from PIL import features

from verify.presentation.lettering import font_for, missing_letters, plain_font


@pytest.mark.parametrize("name", ["night-strike.mp4", "Überfall – été.mp4", "Ночь.mp4"])
def test_latin_and_cyrillic_names_are_drawn_whole(name):
    assert missing_letters(name, font_for(name, 30)) == frozenset()


def test_an_arabic_name_is_drawn_where_its_direction_can_be_kept():
    name = "ضربة ليلية.mp4"
    can_order = features.check("raqm") and features.check("fribidi")

    assert bool(missing_letters(name, font_for(name, 30))) is not can_order


def test_right_to_left_text_stays_boxes_without_bidirectional_layout(monkeypatch):
    monkeypatch.setattr(features, "check", lambda _feature: False)

    assert font_for("ضربة.mp4", 30) is plain_font(30)


def test_letters_that_no_font_has_are_named():
    name = "中.mp4"

    assert missing_letters(name, font_for(name, 30)) == {"中"}
