"""Notes as they were set out: styles and lists, and nothing that acts."""

import time

import pytest

from verify.presentation.passages import Passage, Span, Style, flat_words, is_plain, passages_of


def _styles(text: str) -> list[tuple[str, str]]:
    (one,) = passages_of(text)
    return [(span.text, span.style.value) for span in one.spans]


def test_bold_slanted_and_code_are_styles_of_text() -> None:
    assert _styles("**a** *b* `c`") == [
        ("a", "strong"),
        (" ", "plain"),
        ("b", "emphasis"),
        (" ", "plain"),
        ("c", "code"),
    ]


def test_lists_and_quotes_keep_their_depth_and_number() -> None:
    found = passages_of("1. one\n   - in it\n\n> quoted\n> on")

    assert [(one.lead, one.depth, one.is_quoted, flat_words([one])) for one in found] == [
        ("1.", 1, False, "1. one"),
        ("•", 2, False, "• in it"),
        ("", 1, True, "quoted"),
        ("", 1, True, "on"),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[a](javascript:alert(1))", "[a](javascript:alert(1))"),
        ("[a](data:text/html,x)", "[a](data:text/html,x)"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("<https://a.example>", "<https://a.example>"),
        ("![x](https://t.example/x.png)", "!x (https://t.example/x.png)"),
        ("[bank](https://evil.example 'my bank')", 'bank (https://evil.example, "my bank")'),
        ("&lt;b&gt; 5 * 3 * 2 a_b_c", "&lt;b&gt; 5 * 3 * 2 a_b_c"),
    ],
)
def test_what_could_act_is_told_as_it_was_typed(text: str, told: str) -> None:
    assert flat_words(passages_of(text)) == told


def test_signs_that_are_not_seen_are_shown_before_they_are_read() -> None:
    assert "\u202e" not in flat_words(passages_of("a \u202e**b**"))


def test_a_style_cannot_hide_the_name_of_an_account() -> None:
    (one,) = passages_of("says @night**owl** there")

    assert one.spans == (Span("says @nightowl there"),)


@pytest.mark.parametrize("deep", ["> " * 40, "\n".join("  " * n + "- in" for n in range(40)) + " "])
def test_words_within_very_deep_lists_are_not_lost(deep: str) -> None:
    assert "the word" in flat_words(passages_of(f"{deep}the word"))


@pytest.mark.parametrize("text", ["*a_ ", "[", "> ", "`", "**a", "[a](", "*_", "![", "1. "])
def test_a_note_made_to_keep_the_reader_busy_takes_no_time(text: str) -> None:
    before = time.process_time()

    passages_of((text * 10_000)[:10_000])

    assert time.process_time() - before < 2


def test_a_line_without_styles_is_plain() -> None:
    assert is_plain(passages_of("36 dead"))
    assert not is_plain(passages_of("**36** dead"))
    assert passages_of(None) == (Passage((Span("words erased", Style.PLAIN),)),)
