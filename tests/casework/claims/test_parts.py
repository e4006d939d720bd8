"""Where, who says it, with what, how sure, denied or not."""

import pytest

from tests.casework.claims.texts import claims, only, read
from verify.domain.claims import Mention, SourceKind


def _texts(mentions: list[Mention]) -> list[str]:
    return [mention.text for mention in mentions]


@pytest.mark.parametrize(
    ("sentence", "places"),
    [
        ("A shell hit the village of Tell Amra on Monday.", ["Tell Amra"]),
        ("Smoke rose over the outskirts of Lomnik.", ["the outskirts of Lomnik"]),
        ("A bus was hit near Kafr Adan, also spelled Kfar Aden.", ["Kafr Adan", "Kfar Aden"]),
        ("The blast shook northern Zorin province.", ["northern Zorin province"]),
        ("A ferry sank 30 km west of Port Alma.", ["Port Alma"]),
        ("A shell hit a tram on Rua Nova.", ["Rua Nova"]),
        ("Gas leaked at the Norbest cold-storage plant.", ["the Norbest cold-storage plant"]),
        ("A shell hit near neighbour Rick Stahl.", []),
        ("Two men were arrested in Harbour Street, a diplomat in Vienna said.", ["Harbour Street"]),
        ("The video was posted on Telegram on Tuesday by Reuters.", []),
    ],
)
def test_a_place_is_told_by_the_words_around_its_name(sentence: str, places: list[str]) -> None:
    assert _texts(only(sentence).where) == places


def test_a_name_that_was_a_place_once_is_one_wherever_it_stands() -> None:
    found = read("A fire broke out in Lomnik on Monday.", "Lomnik lost a school to the fire.")

    assert _texts(found.sentences[2].claims[0].where) == ["Lomnik"]


@pytest.mark.parametrize(
    ("sentence", "text", "kind"),
    [
        ("Nine people died, the interior ministry said.", "the interior ministry", "official"),
        ("According to Fire Chief Ann Lo, the fire is out.", "Fire Chief Ann Lo", "official"),
        ("Residents said a jet crossed the town.", "Residents", "unnamed"),
        ('"The roof collapsed," said Omar Said, a baker.', "Omar Said", "named"),
        ("The dam burst, said Jan Rey, the mayor of Lesna.", "Jan Rey", "official"),
        ("The ferry was full, its owner Blue Line said.", "Blue Line", "named"),
        ("A clip shared by a neighbour shows two flashes.", "a neighbour", "unnamed"),
        ("Two security sources said a drone hit the base.", "Two security sources", "unnamed"),
        ("The utility said the mast had been hit.", "The utility", "named"),
        ("Residents filmed two flashes over the base.", "Residents", "unnamed"),
        ("According to unconfirmed posts, a bus was hit.", "unconfirmed posts", "unnamed"),
        ("A drone supplied by an ally hit the base on Monday.", "", "none"),
        ("A drone hit the base on Monday.", "", "none"),
        ("No group has claimed responsibility for the attack.", "", "none"),
    ],
)
def test_a_source_is_named_with_its_kind(sentence: str, text: str, kind: str) -> None:
    source = only(sentence).source

    assert (source.text, source.kind.value) == (text, kind)


def test_he_said_is_the_one_who_spoke_last() -> None:
    found = read(
        "The governor said the plant was hit twice.", "He said a second fire had broken out."
    )

    assert found.sentences[2].claims[0].source.kind is SourceKind.OFFICIAL


def test_two_sources_of_one_sentence_stand_at_two_claims() -> None:
    first, second = claims("The army said two tanks were hit, but residents said three had burned.")

    assert (first.source.text, second.source.text) == ("The army", "residents")


@pytest.mark.parametrize(
    ("sentence", "things"),
    [
        ("A SU 24 and two MiG29 jets flew over.", ["SU 24", "MiG29 jets"]),
        ("A Sukhoi Su-34M dropped barrel bombs.", ["Sukhoi Su-34M", "barrel bombs"]),
        ("An old 82mm mortar shell hit a lorry.", ["82mm mortar shell", "lorry"]),
        ("Chlorine leaked from a tank wagon.", ["Chlorine", "tank wagon"]),
        ("The lorry driver fled to the car park.", []),
        ("Jets bomb a camp near two Il-76 transports.", ["Jets", "Il-76 transports"]),
        ("Firefighters sent six engines and a pick-up.", ["engines", "pick-up"]),
        ("Bober-type drones hit the yard.", ["Bober-type drones"]),
    ],
)
def test_equipment_is_found_in_odd_spellings(sentence: str, things: list[str]) -> None:
    assert _texts(only(sentence).equipment) == things


@pytest.mark.parametrize(
    ("sentence", "hedge", "negated"),
    [
        ("A drone hit the depot on Monday.", 0, False),
        ("A drone probably hit the depot on Monday.", 1, False),
        ("A drone reportedly hit the depot on Monday.", 2, False),
        ("An unconfirmed report says a drone hit the depot.", 3, False),
        ("The army denied that a drone had hit the depot.", 0, True),
        ("No fewer than five drones hit the depot in May.", 0, False),
    ],
)
def test_doubt_and_denial_are_told_apart(sentence: str, hedge: int, negated: bool) -> None:
    claim = only(sentence)

    assert (claim.hedge, claim.negated) == (hedge, negated)


def test_a_later_sentence_can_cast_doubt_on_footage() -> None:
    found = read(
        "A video shows two flashes behind a mosque.", "The video could not be verified by us."
    )

    (claim,) = found.sentences[1].claims
    assert (claim.hedge, claim.hedged_by) == (0, 2)
    assert not found.sentences[2].checkable
