"""Checks in a case: of the case as it stands when they are written; no place is guessed."""

import re
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from tests import analyses
from tests.casework.checks.clips import NIGHT, claim, flashes, mention, sky
from tests.casework.checks.clips import clip as findings_of
from tests.storage.footage import REPORTER
from verify.domain.cases import CaseOpening
from verify.domain.custody import Actor
from verify.domain.places import AmbiguousPlaceError, Place, UnknownPlaceError
from verify.domain.proposal_errors import DecidedError, TurnedDownError
from verify.domain.proposals import Subject
from verify.domain.sky import Sky
from verify.domain.standing import standing_proposals
from verify.presentation.check_wording import decision_lines
from verify.storage.memory import memory_store
from verify.storage.originals import objects_of
from verify.workbench.archive.shelf import Shelf
from verify.workbench.cases import own_sky, writing
from verify.workbench.cases.checking import check_case
from verify.workbench.cases.claim_words import standing_claims
from verify.workbench.cases.deciding import accept, decline
from verify.workbench.cases.opening import open_case, read_case
from verify.workbench.cases.own_sky import OwnSky

EDITOR = Actor(untrusted_name="Leyla", known_by="own_word")


def _shelf(actor: Actor = REPORTER, of: Shelf | None = None) -> Shelf:
    store = memory_store() if of is None else of.store
    home = Path("/nonexistent")
    return Shelf(home, store, objects_of(store, home), actor)


@pytest.fixture
def shelf() -> Shelf:
    return _shelf()


@pytest.fixture
def case(shelf: Shelf) -> CaseOpening:
    opening = open_case(shelf, "Night strike").opening
    writing.add_clip(shelf, opening, analyses.SHA256)
    writing.word_claims(
        shelf, opening, ["The video shows at least two flashes."], about=Subject.CLIP
    )
    return opening


@pytest.fixture
def result(tmp_path: Path) -> Path:
    content = msgspec.json.encode(findings_of(NIGHT, flashes=flashes(4)))
    (tmp_path / "analysis.json").write_bytes(content)
    return tmp_path


def _then(shelf: Shelf, quicker: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let somebody else write just before the next record of a shelf."""
    record = shelf.store.record

    def overtaken(*words: object, **named: object) -> object:
        monkeypatch.setattr(shelf.store, "record", record)
        quicker()
        return record(*words, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(shelf.store, "record", overtaken)


def test_a_check_is_of_the_case_as_it_stands_when_it_is_written(
    shelf: Shelf, case: CaseOpening, result: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = _shelf(EDITOR, shelf)
    _then(shelf, lambda: writing.word_claims(other, case, ["33 people were killed."]), monkeypatch)

    (checked,) = check_case(shelf, case, [result])
    (again,) = check_case(other, case, [result])

    assert [one.claim for one in checked.made.claims or []] == [1, 2, 3, 4, 5, 6]
    assert (checked.is_new, again.is_new) == (True, False)


def test_claims_of_an_article_are_taken_as_read_and_typed_ones_with_its_date(
    shelf: Shelf, case: CaseOpening, tmp_path: Path
) -> None:
    article = tmp_path / "article.md"
    article.write_text(
        "---\npublished_at: 2020-02-28T18:00+03:00\n---\n# Strike\n\n"
        "The strike came on Sunday, 27 February 2020, officials said. "
        "A video shows at least two flashes.\n"
    )
    writing.add_article(shelf, case, article)
    writing.word_claims(shelf, case, ["The market was hit yesterday.", "Bonjour"])

    (checked,) = check_case(shelf, case)

    file = read_case(shelf, case)
    assert [one.about for one in file.claims[5:7]] == [Subject.EVENT, Subject.CLIP]
    outcomes = {one.claim: one.outcome.value for one in checked.made.claims or []}
    assert outcomes[6] == "contradicts"
    assert (checked.made.claims or [])[-1].is_read is False
    assert outcomes[9] == "cannot_tell"
    typed = standing_claims(file)[-2].parts[0].when
    assert typed is not None
    assert str(typed.date_from) == "2020-02-27"


def test_of_two_who_decide_at_once_the_second_is_told(
    shelf: Shelf, case: CaseOpening, result: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = _shelf(EDITOR, shelf)
    (checked,) = check_case(shelf, case, [result])
    name = next(str(name) for name, of, _ in checked.made.named() if of.claim == 5)
    _then(shelf, lambda: accept(other, case, [name]), monkeypatch)

    with pytest.raises(DecidedError, match="Leyla"):
        decline(shelf, case, [name], "Not so")

    file = read_case(shelf, case)
    assert len(file.evidence) == 1
    assert not file.declined


def test_what_somebody_turned_down_is_not_taken_up_unseen(
    shelf: Shelf, case: CaseOpening, result: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = _shelf(EDITOR, shelf)
    (checked,) = check_case(shelf, case, [result])
    name = next(str(name) for name, of, _ in checked.made.named() if of.claim == 5)
    _then(shelf, lambda: decline(other, case, [name], "one flash twice"), monkeypatch)

    with pytest.raises(TurnedDownError, match=r"(?s)Leyla.*one flash twice.*Nothing was written"):
        accept(shelf, case, [name])
    with pytest.raises(TurnedDownError, match="one flash twice"):
        decline(shelf, case, [name], "Not so")

    file = read_case(shelf, case)
    assert not file.evidence
    (declined,) = file.declined
    accept(shelf, case, [name], instead_of=[declined.event])
    (standing,) = (one for one in standing_proposals(read_case(shelf, case)) if one.decisions)
    taken, before = decision_lines(standing)
    assert taken.startswith("taken up as evidence")
    assert re.search("^before: turned down by Leyla.*one flash twice", before)


IDLIB = (35.93, 36.63, "Asia/Damascus")


@pytest.fixture
def gazetteer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Know a few places: two of one name, two that lie far apart, one by its region alone."""
    near = sky("2020-02-27 22:00").place

    def known(name: str, latitude_deg: float) -> Place:
        return msgspec.structs.replace(near, name=name, latitude_deg=latitude_deg)

    listed = {
        "Idlib": known("Idlib", 35.9),
        "Idlib, Syria": known("Idlib", 35.9),
        "Saraqib, Idlib": known("Saraqib", 35.86),
        "Kyiv": known("Kyiv", 50.45),
        "Kharkiv": known("Kharkiv", 60.0),
    }

    def find(asked: str) -> Place:
        if asked in {"Douma", "Saraqib"}:
            raise AmbiguousPlaceError(asked, ["Douma, Syria", "Douma, Lebanon"])
        if asked not in listed:
            raise UnknownPlaceError(asked, None, [])
        return listed[asked]

    monkeypatch.setattr(own_sky, "find_place", find)


@pytest.mark.usefixtures("gazetteer")
@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["Syria's north-western Idlib province"], "Idlib, A country"),
        (["Saraqib", "Idlib province"], "Saraqib, A country"),
        (["Douma"], "may be any of several places"),
        (["Kyiv", "Kharkiv"], "may lie far apart"),
        (["Nowhere"], "no place called Nowhere"),
        (["Syria"], "no place called Syria"),
        (["the city of"], "says no place"),
        ([], "says no place"),
    ],
)
def test_a_claims_place_is_taken_by_its_names_or_not_at_all(names: list[str], said: str) -> None:
    text = f"{' and '.join(names)}: it came on 27 February 2020 at night."
    told = claim(
        text, "night", "partly", at=("on 27 February 2020 at night", "2020-02-27", "night")
    )
    placed = msgspec.structs.replace(told, where=[mention(text, name) for name in names])

    found = OwnSky(None, outdoors=False).over(placed)

    if isinstance(found, Sky):
        assert found.place.title == said
        assert found.asked == "2020-02-27 18:00/2020-02-28 06:00"
    else:
        assert said in found
