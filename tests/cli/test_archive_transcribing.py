"""verify archive transcribe, and finding what was read, as a user calls them."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run, answer
from tests.storage.footage import REPORTER, key_of, new_entry
from verify.workbench.archive.shelf import opened


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a home with two entries."""
    home = tmp_path / "home"
    monkeypatch.setenv("VERIFY_HOME", str(home))
    with opened(home, f"sqlite:///{home / 'verify.db'}", REPORTER, makes=True) as shelf:
        for name in ("sky.mp4", "street.mp4"):
            shelf.store.add(new_entry(name), REPORTER)
    return home


def test_what_was_read_is_found_again_however_it_is_written(run: Run) -> None:
    arabic = run(
        *("archive", "transcribe", "sky.mp4", "انظروا إلى السَّماء", "--language", "ar"),
        *("--translation", "Look at the SKY", "--at", "1:02.5", "--as", "Ada"),
    )
    run("archive", "transcribe", "street.mp4", "Смотрите на небо\nсейчас", "--language", "ru")

    assert arabic.stdout.startswith(f"sky.mp4 ({key_of('sky.mp4')[:12]}):\n")
    assert '[ar, at 00:01:02.500] = "Look at the SKY"; read by Ada (own word)' in arabic.stdout
    for words, name in (
        ("الســــماء", "sky.mp4"),
        ("ｌｏｏｋ at the sky", "sky.mp4"),
        ("НЕБО СЕЙЧАС", "street.mp4"),
    ):
        listed = run("archive", "list", "--text", words)
        assert listed.stdout.startswith(key_of(name)[:12]), words
        assert "; read by " in listed.stdout
    both = answer(run("archive", "list", "s", "--text", "س", "--json"))
    assert [entry["key"] for entry in both["entries"]] == [key_of("sky.mp4")]
    assert both["transcriptions"][0]["at_s"] == 62.5


def test_what_nobody_wrote_down_is_not_found_and_that_is_said(run: Run) -> None:
    assert "Nobody has written down" in run("archive", "transcribe", "sky.mp4").stdout
    run("archive", "transcribe", "sky.mp4", "N7 live")

    nothing = run("archive", "list", "--text", "N8")
    elsewhere = run("archive", "list", "street", "--text", "N7")

    for result in (nothing, elsewhere):
        assert result.exit_code == 0
        assert "of any of the 2 entries" in result.stdout


def test_words_can_be_erased_and_are_not_found_then(run: Run) -> None:
    run("archive", "transcribe", "sky.mp4", "call Samira 0123", "--language", "en")

    run("archive", "erase", "3", "--reason", "a private number", "--yes")

    assert "Nobody wrote down" in run("archive", "list", "--text", "Samira").stdout
    kept = answer(run("archive", "transcribe", "sky.mp4", "--json"))["transcriptions"]
    assert kept[0]["is_erased"]
    assert kept[0]["untrusted_text"] is None
    assert kept[0]["language"] == "en"
    assert "words erased [en]" in run("archive", "transcribe", "sky.mp4").stdout
    run("archive", "remove", "sky.mp4", "--reason", "done")
    assert "Nobody wrote down" in run("archive", "list", "--text", "a").stdout


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("sky.mp4", "x", "--language", "Arabic!"), "it is no tag such as ar"),
        (("sky.mp4", "--translation", "x"), "TEXT is missing"),
        (("sky.mp4", " \u200f "), "what is written in the overlay"),
        (("sky.mp4", "x" * 2_001), "more than 2,000 characters"),
        (("nowhere.mp4", "x"), "nowhere.mp4"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_a_sentence(
    words: tuple[str, ...], complaint: str, run: Run
) -> None:
    result = run("archive", "transcribe", *words)

    assert result.exit_code == 2
    assert complaint in result.stderr
