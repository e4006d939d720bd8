"""What an article says against itself, and what only looks so."""

from datetime import datetime
from pathlib import Path

import pytest

from tests.casework.claims.texts import FRIDAY, conflicts, read
from verify.casework.claims.article import read_claims
from verify.casework.claims.conflicts import tolls
from verify.casework.claims.reading import read_article


def test_a_toll_against_another_is_a_conflict_of_numbers() -> None:
    found = conflicts(
        "A landslide in Lomnik killed 12 people on Monday.",
        "The landslide killed 17 people, the governor said.",
    )

    assert found == [("number", (1, 2))]


def test_numbers_of_different_fates_only_look_alike() -> None:
    found = read(
        "A landslide in Lomnik killed 33 people.",
        "Another 30 people were injured by it.",
    )

    assert found.conflicts == []
    assert [one.sentences for one in found.look_alikes or []] == [(1, 2)]


def test_two_sources_that_differ_are_no_conflict() -> None:
    found = read(
        "The army said that 11 soldiers had been killed.", "Rebels said that 25 had been killed."
    )

    assert found.conflicts == []
    assert [one.sentences for one in found.sources_disagree or []] == [(1, 2)]


def test_a_later_toll_is_an_update() -> None:
    found = read(
        "The toll of the fire has risen to 19 dead.", "Police had first spoken of nine dead."
    )

    assert found.conflicts == []
    assert [one.sentences for one in found.updates or []] == [(1, 2)]


def test_at_least_eight_admits_fourteen_and_a_part_is_no_whole() -> None:
    assert not conflicts(
        "At least eight rockets were fired at Lomnik.",
        "Some 14 rockets were fired, three of which hit houses.",
        "The rockets killed 21 people, including five children.",
        "Five children were killed when a rocket hit a school.",
    )


def test_a_weekday_is_held_against_its_date() -> None:
    assert conflicts("The dam burst on Monday, 2 May 2024.") == [("weekday_date", (1, 1))]
    assert not conflicts("The dam burst on Thursday, 2 May 2024.")


def test_night_against_day_of_one_event_is_a_conflict() -> None:
    assert conflicts(
        "Drones hit the depot shortly after midnight on Monday.",
        "The drones hit the depot in broad daylight.",
    ) == [("day_night", (1, 2))]
    assert not conflicts(
        "Drones hit the depot shortly after midnight on Monday.",
        "Firefighters were still at work on Monday morning.",
    )


def test_two_culprits_in_the_articles_own_voice_are_a_conflict() -> None:
    assert conflicts(
        "The convoy was attacked by the Zorin Front.",
        "It was the army of Vardia that attacked the convoy.",
    ) == [("actor", (1, 2))]
    assert not conflicts(
        "The convoy was attacked by the Zorin Front, the army said.",
        "The convoy was attacked by the army, the Zorin Front said.",
    )


def test_one_event_at_two_places_far_apart_is_a_conflict() -> None:
    assert conflicts(
        "A bridge collapsed at Lomnik on Monday.",
        "The bridge collapsed at Tessin, 80 km to the north.",
    ) == [("place", (1, 2))]
    assert not conflicts(
        "A bridge collapsed at Lomnik on Monday.",
        "Help came from Tessin, 80 km to the north.",
    )


def test_two_orders_of_one_sequence_are_a_conflict() -> None:
    assert conflicts(
        "The sirens sounded before the explosion on Monday.",
        "The sirens sounded only after the explosion.",
    ) == [("order", (1, 2))]


def test_what_is_denied_doubted_or_long_past_is_not_compared() -> None:
    assert not conflicts(
        "The fire killed 12 people on Monday.",
        "The fire may have killed 40 people.",
        "The army denied that 50 people had been killed.",
        "A similar fire killed 90 people in 1988.",
    )


def test_short_articles_with_and_without_a_conflict_are_told_apart(is_whole_run: bool) -> None:
    lines = Path(__file__).with_name("pairs.txt").read_text("utf-8").splitlines()[1:]
    wrong = []
    for line in lines if is_whole_run else lines[::7]:
        label, headline, text = line.split(" | ")
        kind, is_conflict = label.split()
        article = read_article(f"{headline}\n\n{text}", published_at=datetime.fromisoformat(FRIDAY))
        found = {one.kind.value for one in read_claims(article, language="en").conflicts or []}
        if found != ({kind} if is_conflict == "yes" else set()):
            wrong.append((line, found))

    assert wrong == []


def test_who_laid_a_bomb_and_where_a_ship_burned_are_held_against_each_other() -> None:
    assert conflicts(
        "The bomb was laid by the Brotherhood of the Dunes.",
        "Smugglers, settling an old account, had laid the charge that killed the men.",
    ) == [("actor", (1, 2))]
    assert conflicts(
        "The tanker caught fire off Cape Lorne on Monday night.",
        "Tracking data place the ship in the Gulf of Tessaly, some 400 km to the south.",
    ) == [("place", (1, 2))]
    assert not conflicts(
        "The patrol hit an explosive device on Monday.",
        "The device was laid by the Brotherhood of the Dunes.",
    )


def test_what_set_off_what_is_an_order() -> None:
    assert conflicts(
        "A railing broke, and the lights on the steps failed after people had begun to fall.",
        "The power went off at 4:30 am, and it was the darkness that set off the panic.",
    ) == [("order", (1, 2))]


def test_tonight_is_when_the_report_is_made() -> None:
    assert not conflicts(
        "Crews are at the scene of the gas explosion tonight.",
        "The explosion happened at 4 p.m. on Friday.",
    )


def test_what_had_been_going_on_came_first() -> None:
    assert conflicts(
        "Police arrived before the fire broke out.",
        "The fire had been burning for an hour when the police arrived.",
    ) == [("order", (1, 2))]


def test_an_army_is_not_its_rebels_and_one_town_is_not_all() -> None:
    assert conflicts("Rebels shelled the school.", "The army shelled the school.") == [
        ("actor", (1, 2))
    ]
    assert not conflicts(
        "Police arrested 30 protesters in Lomnik on Monday.",
        "In the capital, 45 people were arrested.",
    )


def test_a_long_chronicle_asks_of_each_figure_once_who_gives_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[object] = []
    is_voiced = tolls._voiced
    monkeypatch.setattr(tolls, "_voiced", lambda *one: asked.append(one) or is_voiced(*one))

    found = conflicts(*(f"A strike killed {20 + i} people in Homs." for i in range(12)))

    # Twelve figures: eleven pairs say that they differ.
    assert (len(found), len(asked)) == (11, 12)


def test_hundreds_of_pairs_are_bounded_and_it_is_said() -> None:
    found = read(
        *(f"The army said {i} rockets hit Homs. Rebels said {i + 500} did." for i in range(1, 60))
    )

    assert len(found.sources_disagree or []) == tolls.MOST_LISTED
    assert any("are listed" in one for one in found.remarks)


def test_some_who_are_among_the_dead_are_a_part_of_them() -> None:
    assert not conflicts(
        "The crash killed at least 16 people on Sunday.", "Six minors are among the dead."
    )
