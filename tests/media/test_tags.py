"""Tags out of a stranger's file come out printable and bounded, and it is said what is missing."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.media.claiming import moves_text, video_with
from verify.media.metadata import read_metadata
from verify.media.software import editors_named
from verify.media.tags import MOST_CHARACTERS, MOST_TAGS, bounded


@given(st.dictionaries(st.text(max_size=300), st.text(max_size=2_000), max_size=20))
def test_tags_come_out_printable_whole_and_bounded(tags: dict[str, str]) -> None:
    kept, _ = bounded(tags.items(), "The container")

    assert len(kept) == len(tags)
    for text in [*kept, *kept.values()]:
        assert len(text) <= MOST_CHARACTERS
        assert not any(moves_text(character) for character in text)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(min_size=1, max_size=60).filter(lambda text: b"\0" not in text))
def test_any_bytes_in_a_files_tag_are_shown_safely(tmp_path: Path, text: bytes) -> None:
    placeholder = "x" * len(text)
    file = video_with(tmp_path, {"comment": placeholder}, "matroska")
    file.write_bytes(file.read_bytes().replace(placeholder.encode(), text))

    found = read_metadata(file, "video")

    assert not any(
        moves_text(character)
        for shown in found.untrusted_container_tags.values()
        for character in shown
    )


def test_what_is_cut_or_left_out_of_the_tags_is_said() -> None:
    many = [(f"tag {number}", "x") for number in range(MOST_TAGS + 3)]

    _, doubts_of_many = bounded(many, "The container")
    _, doubts_of_long = bounded([("comment", "x" * 5_000)], "The container")
    _, doubts_of_odd = bounded([("comment", "a\x1b]0;b")], "The container")

    assert doubts_of_many == ["The container has 3 tags more than the 400 listed."]
    assert "cut at 1000 characters" in doubts_of_long[0]
    assert "cannot be shown" in doubts_of_odd[0]


def test_an_editor_in_a_title_is_not_taken_for_the_program_that_wrote_it() -> None:
    assert editors_named({"title": "Photoshop tutorial"}) == {}
