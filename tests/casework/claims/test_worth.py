"""What is worth checking, and what footage can do for it."""

import pytest

from tests.casework.claims.texts import only, read


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("How many more have to die?", "is a question"),
        ("Nobody should have to live like that.", "voices an opinion or a wish"),
        ("The council will vote on Thursday.", "is about what is to come"),
        ("It is unclear who fired the rockets.", "says that something is not known"),
        ("Stay with us for more.", "speaks to the reader"),
    ],
)
def test_what_evidence_cannot_settle_stays_visible_with_the_reason(
    sentence: str, reason: str
) -> None:
    shown = read(sentence).sentences[1]

    assert not shown.checkable
    assert reason in shown.reasons
    assert shown.claims == []


def test_a_claim_with_numbers_time_and_place_ranks_above_one_without() -> None:
    full, thin = read(
        "Two shells killed 14 people in Lomnik on Monday, the ministry said.", "A shell fell."
    ).sentences[1:]

    assert full.checkable_score > thin.checkable_score


@pytest.mark.parametrize(
    ("sentence", "can", "measurement"),
    [
        ("The flash came about two seconds before the bang.", "yes", "flash_to_bang"),
        ("A clip shows three flashes over the harbour.", "yes", "flash_count"),
        ("The clip was first uploaded in 2019.", "yes", "duplicate"),
        ("The drone struck Lomnik at midnight on Monday.", "partly", "night"),
        ("A strobe on the wing blinked for two minutes.", "yes", "blink_rate"),
        ("The attack killed 33 people.", "no", "none"),
        ("No group has claimed responsibility for the attack.", "no", "none"),
    ],
)
def test_what_footage_can_do_is_said_with_the_measurement(
    sentence: str, can: str, measurement: str
) -> None:
    claim = only(sentence)

    assert (claim.testable_from_footage.value, claim.measurement.value) == (can, measurement)


def test_what_is_too_long_for_a_sentence_is_shown_and_not_read() -> None:
    shown = read("two men were killed near Lomnik and " * 60).sentences[1]

    assert shown.reasons == ["is too long to be read as a sentence"]
    assert (shown.checkable, shown.claims) == (False, [])


def test_text_made_to_be_slow_is_read_all_the_same() -> None:
    for words in ("A-b-" * 300, "12 and 13 to 14 or " * 60, '" said ' * 200, "Lomnik " * 200):
        assert len(read(words).sentences) >= 2
