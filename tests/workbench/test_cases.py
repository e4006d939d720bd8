"""A case: what people wrote reads back as they wrote it, whoever wrote at the same time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.storage.footage import REPORTER
from verify.domain.case_errors import ClaimReplacedError, VerdictStandsError
from verify.domain.cases import CaseOpening
from verify.domain.custody import Action, Actor, Payload
from verify.domain.errors import BadParameterError
from verify.domain.store_errors import UnreadableRecordError
from verify.domain.verdicts import VerdictWord
from verify.storage.memory import memory_store
from verify.storage.originals import objects_of
from verify.workbench.archive import history
from verify.workbench.archive.shelf import Shelf, opened
from verify.workbench.cases import writing
from verify.workbench.cases.opening import cases, open_case, read_case

EDITOR = Actor(untrusted_name="Leyla", known_by="own_word")
SHA256 = "ab" * 32
ARTICLE = "# Strike at night\n\nAt least 12 people were killed in Idlib, officials said.\n"


def _shelf(actor: Actor = REPORTER, of: Shelf | None = None) -> Shelf:
    store = memory_store() if of is None else of.store
    home = Path("/nonexistent")
    return Shelf(home, store, objects_of(store, home), actor)


@pytest.fixture
def shelf() -> Shelf:
    return _shelf()


@pytest.fixture
def case(shelf: Shelf) -> CaseOpening:
    return open_case(shelf, "Night strike").opening


def _then(shelf: Shelf, quicker: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let somebody else write just before the next record of a shelf."""
    record = shelf.store.record

    def overtaken(*words: object, **named: object) -> object:
        monkeypatch.setattr(shelf.store, "record", record)
        quicker()
        return record(*words, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(shelf.store, "record", overtaken)


EDITS = st.lists(
    st.tuples(
        st.sampled_from(["claim", "note", "verdict", "clip"]),
        st.text("aé\u0628 .\n", min_size=1, max_size=8).filter(str.strip),
        st.integers(0, 40),
        st.integers(1, 3),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None)
@given(EDITS)
def test_any_order_of_edits_reads_back_as_it_was_written(edits: list[tuple[str, ...]]) -> None:
    shelf = _shelf()
    case = open_case(shelf, "Any order").opening
    standing = {
        number: claim.untrusted_text
        for number, claim in enumerate(read_case(shelf, case).claims, start=1)
    }
    last, notes, verdicts, clips = 4, [], {}, set()
    for kind, text, which, count in edits:
        numbers = sorted(standing)
        number = numbers[which % len(numbers)]
        if kind == "claim":
            texts, places = [text] * count, {number, numbers[which * count % len(numbers)]}
            writing.word_claims(shelf, case, texts, instead_of=[*places] if which % 3 else [])
            if which % 3:
                standing = {one: said for one, said in standing.items() if one not in places}
            for said in texts:
                last += 1
                standing[last] = said.strip()
        elif kind == "note":
            writing.note(shelf, case, text, claim=number if which % 2 else None)
            notes.append((number if which % 2 else None, text.strip()))
        elif kind == "clip":
            writing.add_clip(shelf, case, f"{which:064x}")
            clips.add(f"{which:064x}")
        else:
            holds = verdicts.get(number)
            event = writing.give_verdict(
                shelf, case, VerdictWord.LIKELY, text, claim=number, instead_of=holds
            )
            verdicts[number] = event.sequence

    file = read_case(shelf, case)

    assert {claim.number: claim.untrusted_text for claim in file.claims if claim.stands} == standing
    assert [claim.number for claim in file.claims] == list(range(1, last + 1))
    assert [(note.claim, note.untrusted_text) for note in file.notes] == notes
    assert {clip.clip_sha256 for clip in file.clips} == clips
    for number, event in verdicts.items():
        holding = file.verdict_on(claim=number)
        assert holding is not None
        assert holding.event == event


def test_what_does_not_touch_is_written_after_what_came_between(
    shelf: Shelf, case: CaseOpening, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = _shelf(EDITOR, shelf)
    _then(shelf, lambda: writing.word_claims(other, case, ["theirs"]), monkeypatch)

    writing.word_claims(shelf, case, ["mine"])

    claims = read_case(shelf, case).claims[4:]
    assert [(claim.number, claim.untrusted_text) for claim in claims] == [
        (5, "theirs"),
        (6, "mine"),
    ]


def test_two_who_write_at_once_get_numbers_of_their_own(tmp_path: Path) -> None:
    home = tmp_path / "home"
    address = f"sqlite:///{home / 'verify.db'}"
    with opened(home, address, REPORTER, makes=True) as desk:
        case = open_case(desk, "Two at once").opening

        def write(actor: Actor) -> None:
            with opened(home, address, actor, makes=False) as shelf:
                for _ in range(5):
                    writing.word_claims(shelf, case, [actor.untrusted_name] * 2)

        with ThreadPoolExecutor(2) as people:
            list(people.map(write, (REPORTER, EDITOR)))
        claims = read_case(desk, case).claims

    assert [claim.number for claim in claims] == list(range(1, 25))
    written = [claim.untrusted_text for claim in claims[4:]]
    assert written.count("Leyla") == written.count(REPORTER.untrusted_name) == 10


def test_of_two_who_edit_a_claim_the_second_is_told_and_loses_nothing(
    shelf: Shelf, case: CaseOpening, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = _shelf(EDITOR, shelf)
    writing.word_claims(shelf, case, ["33 died"])
    _then(
        shelf,
        lambda: writing.word_claims(other, case, ["34 died", "two were hurt"], instead_of=[5]),
        monkeypatch,
    )

    with pytest.raises(ClaimReplacedError, match="Claim 5 was worded anew") as told:
        writing.word_claims(shelf, case, ["32 died"], instead_of=[5])

    assert [claim.number for claim in told.value.stands] == [6, 7]
    assert "claim 6, Leyla on" in str(told.value)
    assert "34 died" in str(told.value)
    assert told.value.yours == "32 died"
    assert "You wrote: 32 died" in str(told.value)
    with pytest.raises(ClaimReplacedError, match="You wrote: on old words\nof می‌خواهم\n"):
        writing.give_verdict(shelf, case, VerdictWord.FALSE, "on old words\nof می‌خواهم", claim=5)
    # Which of the new claims a note belongs to is for a person to say, so it keeps its number.
    writing.note(shelf, case, "a call at noon", claim=5)
    assert read_case(shelf, case).earlier(6) == {5, 6}


def test_nobody_overrules_a_verdict_unaware(
    shelf: Shelf, case: CaseOpening, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = _shelf(EDITOR, shelf)
    writing.add_clip(shelf, case, SHA256)
    _then(
        shelf,
        lambda: writing.give_verdict(
            other, case, VerdictWord.MISCAPTIONED, "another year", clip=SHA256[:8]
        ),
        monkeypatch,
    )

    with pytest.raises(VerdictStandsError, match=r"Leyla [^\n]*another year") as told:
        writing.give_verdict(shelf, case, VerdictWord.EDITED, "a cut at 3 s", clip=SHA256)

    assert told.value.yours == "edited, because: a cut at 3 s"
    stands = told.value.stands.event
    given_at = writing.give_verdict(
        shelf, case, VerdictWord.EDITED, "a cut at 3 s", clip=SHA256, instead_of=stands
    )
    file = read_case(shelf, case)
    holds = file.verdict_on(clip_sha256=SHA256)
    assert holds is not None
    assert (holds.event, holds.instead_of) == (given_at.sequence, stands)
    assert len(file.verdicts) == 2
    with pytest.raises(BadParameterError, match="the event of a verdict"):
        writing.give_verdict(shelf, case, VerdictWord.LIKELY, "x", claim=1, instead_of=stands)


def test_erased_words_leave_numbers_and_decisions(
    shelf: Shelf, case: CaseOpening, tmp_path: Path
) -> None:
    (tmp_path / "report.md").write_text(ARTICLE)
    events = [
        writing.add_article(shelf, case, tmp_path / "report.md"),
        writing.word_claims(shelf, case, ["a name", "another name"], instead_of=[5]),
        writing.note(shelf, case, "the source is a neighbour", claim=5),
        writing.give_verdict(shelf, case, VerdictWord.DISPUTED, "a neighbour says", claim=6),
    ]
    before = read_case(shelf, case)
    for event in events:
        history.erase(shelf, event.sequence, "asked by the person named")
    history.erase(shelf, case.event, "asked by the person named")

    (opening,) = cases(shelf)
    file = read_case(shelf, opening)

    assert opening.untrusted_title is None
    assert [claim.number for claim in file.claims] == [claim.number for claim in before.claims]
    assert [claim.replaced_by for claim in file.claims] == [c.replaced_by for c in before.claims]
    assert all(claim.untrusted_text is None for claim in file.claims[4:])
    assert file.claims[0].untrusted_text == before.claims[0].untrusted_text
    (article,), (note,), (verdict,) = file.articles, file.notes, file.verdicts
    assert article.untrusted_text is None
    assert (note.untrusted_text, note.claim) == (None, 5)
    assert (verdict.untrusted_reason, verdict.verdict) == (None, VerdictWord.DISPUTED)


@pytest.mark.parametrize(
    "words",
    [
        {"first_claim": 5, "claim_count": 2, "claims": [], "replaces": []},
        {"first_claim": 5, "claim_count": 1, "replaces": [6]},
        {"first_claim": 5, "claim_count": 10**12, "replaces": []},
        {"first_claim": "five", "claim_count": 1, "replaces": []},
    ],
)
def test_what_no_case_says_is_not_taken_for_one(
    shelf: Shelf, case: CaseOpening, words: Payload
) -> None:
    shelf.store.record(Action.CLAIM_WRITTEN, case.case_id, words, EDITOR)

    with pytest.raises(UnreadableRecordError, match="Run verify check"):
        read_case(shelf, case)
