"""Lines of text for paper: words stay whole, and both directions stand where readers look."""

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from verify.presentation.case_report.model import isolated, plain
from verify.presentation.case_report.text_lines import Run, lines_of

ARABIC = "قُتل ما لا يقل عن 12 شخصًا"


def _letters(run: Run) -> float:
    return float(len(run.text))


def test_a_number_in_arabic_in_an_english_sentence_stands_between_its_words() -> None:
    (line,), is_right = lines_of(f"Claim 26, {isolated(ARABIC)}; given", 200, _letters)

    assert not is_right
    assert [run.text.strip() for run in line] == [
        "Claim 26,",
        "شخصًا",
        "12",
        "قُتل ما لا يقل عن",
        "; given",
    ]


def test_a_text_that_is_all_arabic_begins_at_the_right() -> None:
    lines, is_right = lines_of(isolated(ARABIC), 20, _letters)

    assert is_right
    assert len(lines) == 2
    assert lines[0][-1] == Run("قُتل ما لا يقل عن ", True) or lines[0][-1].is_right_to_left


def test_words_stay_whole_and_one_that_no_line_holds_is_parted() -> None:
    lines, _ = lines_of("two words abcdefghijklmnopqrstuvwxyz", 10, _letters)

    assert [run.text for line in lines for run in line] == [
        "two words",
        "abcdefghij",
        "klmnopqrst",
        "uvwxyz",
    ]


@given(st.text(max_size=60), st.integers(1, 30))
@example(ARABIC * 3, 5)
@example("a\u064b ש", 1)
def test_no_letter_is_lost_and_no_line_is_too_long(text: str, width: int) -> None:
    said = "".join(one for one in text if unicodedata.category(one)[0] not in "CZ" or one == " ")

    lines, _ = lines_of(isolated(said), width, _letters)

    written = sorted("".join(run.text for line in lines for run in line).replace(" ", ""))
    assert written == sorted(plain(said).replace(" ", ""))
    assert all(sum(map(_letters, line)) <= width for line in lines)
