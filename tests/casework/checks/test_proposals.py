"""What a journalist reads of a proposal: its outcome, its condition, its reason."""

from datetime import date, datetime
from typing import Any

import msgspec
import pytest

from tests.analyses import a_trace, flash
from tests.casework.checks.clips import (
    DAY,
    NIGHT,
    bangs,
    blinking,
    claim,
    clip,
    flashes,
    heard,
    match,
    mention,
    search,
    sky,
    sound_search,
    when,
)
from tests.casework.checks.gold_pairs import PAIRS
from tests.claimed import metadata, position
from verify.casework.checks.known import Known
from verify.casework.checks.proposing import OF_THAT_EVENT, likely_subject, overall, propose
from verify.casework.checks.sun_and_moon import sky_to_ask
from verify.domain.claims import Claim
from verify.domain.proposals import Check, Outcome, Proposal, Subject
from verify.domain.sources import DateClaimant, date_with_zone
from verify.domain.traces import TraceKind

CLIP, EVENT, LINK = Subject.CLIP, Subject.EVENT, Subject.LINK


def _of(check: Check, said: Claim, about: Subject, known: Known) -> Proposal:
    return next(one for one in propose(said, about, known) if one.check is check)


def test_an_open_link_lets_no_claim_on_the_event_be_supported_nor_contradicted_outright() -> None:
    for pair in PAIRS:
        for one in propose(pair.claim, EVENT, _with_open_link(pair.known)):
            assert one.outcome is not Outcome.SUPPORTS, (pair.claim.text, one)
            needs_no_clip = {basis.document for basis in one.rests_on} <= {"sky", "claim"}
            if one.outcome is Outcome.CONTRADICTS and not needs_no_clip:
                assert OF_THAT_EVENT in one.only_if


def _with_open_link(known: Known) -> Known:
    """Return what is known, with the link left open."""
    return Known(
        analysis=known.analysis,
        sky=known.sky,
        search=known.search,
        outdoors=known.outdoors,
        event_day=known.event_day,
    )


def test_no_measurement_supports_that_the_clip_is_of_the_event() -> None:
    for pair in PAIRS:
        assert overall(propose(pair.claim, LINK, pair.known)) is not Outcome.SUPPORTS


def test_every_proposal_gives_a_sentence_and_what_it_rests_on_with_its_uncertainty() -> None:
    for pair in PAIRS:
        for one in propose(pair.claim, pair.about, pair.known):
            assert one.why.endswith(".")
            if one.outcome in {Outcome.CONTRADICTS, Outcome.SUPPORTS, Outcome.FITS}:
                assert one.rests_on
                assert all(basis.value and basis.uncertainty for basis in one.rests_on)
            if one.outcome in {Outcome.CONTRADICTS, Outcome.SUPPORTS}:
                assert one.would_mislead, one


def test_a_toll_and_a_type_of_aircraft_cannot_be_checked_from_this_clip() -> None:
    said = claim(
        "Su-24M jets killed 33 at the market at night.",
        "night",
        "partly",
        counts=(("33", 33, 33, "killed"),),
        equipment=("Su-24M",),
    )

    silent = [
        one.why
        for one in propose(said, EVENT, Known(analysis=clip(NIGHT)))
        if one.outcome is Outcome.SILENT
    ]

    assert len(silent) == 2
    assert all("cannot be checked from this clip" in why for why in silent)
    assert "33" in silent[0]
    assert "Su-24M" in silent[1]


def test_a_vehicle_that_can_be_seen_is_left_to_the_eye() -> None:
    said = claim("A lorry burned.", "brightness", "partly", equipment=("lorry",))

    proposals = propose(said, EVENT, Known(analysis=clip(NIGHT, flashes=flashes(1))))

    assert [one.outcome for one in proposals] == [Outcome.FITS]


def test_a_dark_clip_fits_night_and_says_that_most_would() -> None:
    said = claim("The clip shows the street at night.", "night")

    one = _of(Check.DARKNESS, said, CLIP, Known(analysis=clip(NIGHT)))

    assert one.outcome is Outcome.FITS
    assert "so would most clips filmed at night" in one.why


def test_a_video_said_to_be_of_last_night_and_old_is_not_contradicted_by_daylight() -> None:
    said = claim(
        "The video of last night's strike is four years old.",
        "duplicate",
        at=("last night", "2020-02-27", "night"),
    )

    found = propose(said, CLIP, Known(analysis=clip(DAY), search=search()))

    assert overall(found) is Outcome.SILENT


def test_flashes_at_long_intervals_are_not_held_against_an_aircrafts_light() -> None:
    said = claim(
        "The footage shows three flashes at intervals of five seconds.",
        "blink_rate",
        counts=(("five", 5, 5, "s"),),
    )

    found = propose(said, CLIP, Known(analysis=clip(NIGHT, lights=[blinking(60)])))

    assert overall(found) is Outcome.CANNOT_TELL


def test_a_rate_of_several_lights_or_of_changed_frames_is_left_open() -> None:
    said = claim(
        "The light in the video blinks 1.5 times a second.",
        "blink_rate",
        counts=(("1.5", 1.5, 1.5, "other"),),
    )

    for known in (
        clip(NIGHT, lights=[blinking(60), blinking(40)]),
        clip(NIGHT, lights=[blinking(62)], traces=[a_trace(kind=TraceKind.DROPPED_FRAMES)]),
    ):
        assert overall(propose(said, CLIP, Known(analysis=known))) is Outcome.CANNOT_TELL
    measured = Known(analysis=clip(NIGHT, lights=[blinking(91)]))
    assert overall(propose(said, CLIP, measured)) is Outcome.SUPPORTS


def test_a_count_is_left_open_where_a_stretch_is_shown_twice() -> None:
    said = claim("The clip shows two flashes.", "flash_count", counts=(("two", 2, 2, "flashes"),))
    twice = clip(NIGHT, flashes=flashes(5), traces=[a_trace(kind=TraceKind.LOOP)])

    one = _of(Check.COUNT, said, CLIP, Known(analysis=twice))

    assert one.outcome is Outcome.CANNOT_TELL
    assert "shown twice" in one.why


def test_footage_said_to_be_longer_than_the_clip_takes_the_support_back() -> None:
    said = claim(
        "A 38-second video shows at least two flashes.",
        "flash_count",
        counts=(("38", 38, 38, "s"), ("at least two", 2, None, "flashes", ">=")),
    )

    found = propose(said, CLIP, Known(analysis=clip(NIGHT, flashes=flashes(3))))

    assert {one.check: one.outcome for one in found} == {
        Check.COUNT: Outcome.SUPPORTS,
        Check.LENGTH: Outcome.CANNOT_TELL,
    }
    assert overall(found) is Outcome.FITS


def test_a_length_alone_is_held_against_the_clip_and_not_said_to_be_out_of_reach() -> None:
    said = claim("The clip is 10 seconds long.", "none", "no", counts=(("10", 10, 10, "s"),))

    (found,) = propose(said, EVENT, Known(analysis=clip(NIGHT)))

    assert found.check is Check.LENGTH


def test_a_delay_near_by_fits_and_one_that_is_laid_under_is_left_open() -> None:
    said = claim(
        "In the clip the bang follows the flash after 1.5 seconds.",
        "flash_to_bang",
        counts=(("1.5", 1.5, 1.5, "s"),),
    )
    series = heard(1.95, 1.95, 1.95, conditional=False)

    assert overall(propose(said, CLIP, Known(analysis=clip(NIGHT, **series)))) is Outcome.FITS
    spliced = clip(NIGHT, **series, traces=[a_trace(kind=TraceKind.SOUND_SPLICE)])
    assert overall(propose(said, CLIP, Known(analysis=spliced))) is Outcome.CANNOT_TELL


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"audio_present": False}, "no sound track"),
        ({"audio_present": True, "audio_silent": True}, "silent"),
        (
            {"audio_present": True, "audio_silent": False, "flash_to_bang": []},
            "No flash with a sudden sound",
        ),
        ({"audio_present": True, "audio_silent": False}, "not paired"),
    ],
)
def test_a_delay_without_a_pair_says_what_is_missing(
    changes: dict[str, object], reason: str
) -> None:
    said = claim(
        "In the clip the bang follows after two seconds.",
        "flash_to_bang",
        counts=(("two", 2, 2, "s"),),
    )

    one = _of(Check.DELAY, said, CLIP, Known(analysis=clip(NIGHT, flashes=[flash()], **changes)))

    assert one.outcome is Outcome.CANNOT_TELL
    assert reason in one.why


def test_what_was_skipped_is_named() -> None:
    said = claim("The video has three bangs.", "flash_count", counts=(("three", 3, 3, "rounds"),))
    bare = clip(
        NIGHT, audio_present=True, audio_silent=False, sounds=None, flashes=None, lights=None
    )

    assert "not looked for" in _of(Check.COUNT, said, CLIP, Known(analysis=bare)).why
    fire = claim("The video shows a fireball.", "brightness")
    assert "not looked for" in _of(Check.LIGHT, fire, CLIP, Known(analysis=bare)).why
    strobe = claim("The clip shows a strobe.", "blink_rate")
    assert "not looked for" in _of(Check.BLINKING, strobe, CLIP, Known(analysis=bare)).why
    heard_three = clip(NIGHT, audio_present=True, audio_silent=True, sounds=bangs(1.0))
    assert "silent" in _of(Check.COUNT, said, CLIP, Known(analysis=heard_three)).why


def test_the_moon_of_a_claim_is_held_against_the_moon_of_that_night() -> None:
    text = "A full moon lit the road at 8 p.m. on 27 February."
    said = claim(text, "night", at=("at 8 p.m. on 27 February", "2020-02-27", "20:00"))

    one = _of(Check.SKY, said, EVENT, Known(analysis=None, sky=sky("2020-02-27 20:00")))

    assert one.outcome is Outcome.CONTRADICTS
    assert "15 % were lit" in one.why
    up = claim(text.replace("A full moon lit", "Under a moon"), "night", at=("8 p.m.", None, None))
    fits = _of(Check.SKY, up, EVENT, Known(analysis=None, sky=sky("2020-02-27 20:00")))
    assert fits.outcome is Outcome.FITS


def test_a_moon_in_the_clip_contradicts_an_hour_when_it_was_down() -> None:
    said = claim(
        "The raid came at 11 p.m. on 27 February.",
        "night",
        "partly",
        at=("at 11 p.m. on 27 February", "2020-02-27", "23:00"),
    )
    asked = sky("2020-02-27 23:00", shown=(NIGHT,), moon=True)

    one = _of(Check.SKY, said, EVENT, Known(analysis=clip(NIGHT), sky=asked))

    assert one.outcome is Outcome.CONTRADICTS
    assert "Moon" in one.why


def test_a_montage_and_a_cellar_are_not_excluded_by_the_sun() -> None:
    said = claim("It was at noon.", "night", "partly", at=("at noon", "2020-02-27", "12:00"))
    mixed = Known(analysis=clip(NIGHT, DAY), sky=sky("2020-02-27 12:00", shown=(NIGHT, DAY)))
    cellar = Known(
        analysis=clip(NIGHT), sky=sky("2020-02-27 12:00", shown=(NIGHT,)), outdoors=False
    )

    for known in (mixed, cellar):
        assert _of(Check.SKY, said, EVENT, known).outcome is Outcome.CANNOT_TELL


@pytest.mark.parametrize(
    ("first", "last", "time", "asked"),
    [
        (None, None, "night", None),
        ("2020-02-27", None, "21:00+03:00", "2020-02-27 21:00+03:00"),
        ("2020-02-27", None, "23:00/01:00", "2020-02-27 23:00/2020-02-28 01:00"),
        ("2020-02-27", None, None, "2020-02-27 00:00/2020-02-28 00:00"),
        ("2020-02-27", "2020-02-28", "night", "2020-02-27 18:00/2020-02-29 06:00"),
        ("2018-10-01", "2018-10-31", None, None),
    ],
)
def test_a_claims_time_is_put_as_the_sky_is_asked(
    first: str | None, last: str | None, time: str | None, asked: str | None
) -> None:
    assert sky_to_ask(when("then", "then", first, time, last)) == asked


def test_old_and_mirrored_footage_is_held_against_what_the_archive_has() -> None:
    old = claim("The video is years old.", "duplicate")
    earlier = Known(
        analysis=clip(NIGHT),
        search=search(match("confirmed", "2019-05-01")),
        event_day=date(2020, 2, 28),
    )
    later = Known(
        analysis=clip(NIGHT),
        search=search(match("confirmed", "2020-05-01")),
        event_day=date(2020, 2, 28),
    )
    assert overall(propose(old, CLIP, earlier)) is Outcome.SUPPORTS
    assert overall(propose(old, CLIP, later)) is Outcome.CANNOT_TELL

    turned = claim("In the new copy the picture is mirrored.", "duplicate")
    for mirrored, outcome in ((True, Outcome.FITS), (False, Outcome.CANNOT_TELL)):
        found = search(match("confirmed", "2019-05-01", mirrored=mirrored))
        known = Known(analysis=clip(NIGHT, archive=found))
        assert overall(propose(turned, CLIP, known)) is outcome


def test_what_a_claim_is_about_is_guessed_from_its_words() -> None:
    for text, measurement, testable, about in (
        ("The video shows two flashes.", "flash_count", "yes", CLIP),
        ("The new footage of the strike spread fast.", "place", "partly", LINK),
        ("The same was posted in 2018.", "duplicate", "yes", CLIP),
        ("The raid came at night.", "night", "partly", EVENT),
        ("The video was filmed at night.", "night", "partly", CLIP),
    ):
        assert likely_subject(claim(text, measurement, testable)) is about


def test_what_a_file_states_fits_at_most_and_contradicts_only_if_it_is_right() -> None:
    text = "The video was filmed in Idlib on 27 February 2020 at night."
    said = msgspec.structs.replace(
        claim(text, "night", "partly", at=("on 27 February 2020 at night", "2020-02-27", "night")),
        where=[mention(text, "Idlib")],
    )
    near = position(doubts=[], latitude_deg=35.95, longitude_deg=36.65)
    far = position(doubts=[], latitude_deg=33.51, longitude_deg=36.29)
    there = sky("2020-02-27 18:00/2020-02-28 06:00", shown=(NIGHT,))

    for positions, stated, meaning, outcome, condition in (
        ([near], "2020-02-27T20:00:00Z", "by creation_time", {"fits"}, ""),
        ([far], "2020-02-27T20:00:00Z", "by creation_time", {"contradicts", "fits"}, "position"),
        ([], "2018-02-27T20:00:00Z", "by creation_time", {"contradicts"}, "date"),
        ([], "2020-03-04T20:00:00Z", "by creation_time", {"cannot_tell"}, ""),
        ([], "2018-02-27T20:00:00Z", "by movie header, last changed", set(), ""),
        ([], "2018-01-01T00:00:10Z", "by creation_time", set(), ""),
        ([position()], "1904-01-01T00:00:00Z", "by creation_time", set(), ""),
    ):
        moment = datetime.fromisoformat(stated)
        known = Known(
            analysis=clip(NIGHT, metadata=metadata(positions=positions)),
            sky=there,
            own_dates=[date_with_zone(DateClaimant.FILE, stated, moment, meaning)],
        )
        found = [one for one in propose(said, LINK, known) if one.check is Check.METADATA]

        assert {str(one.outcome) for one in found} == outcome, stated
        against = [one for one in found if one.outcome is Outcome.CONTRADICTS]
        assert all(condition in one.only_if[0] for one in against)
        assert not any(one.check is Check.METADATA for one in propose(said, EVENT, known))


def test_the_sound_of_older_footage_under_other_pictures_is_said_and_left_open() -> None:
    heard_before = msgspec.structs.replace(search(), sound=sound_search("2018-05-01"))
    known = Known(analysis=clip(NIGHT, archive=heard_before), event_day=date(2020, 2, 27))
    new, old = (
        claim(f"The video is {age} footage of the strike.", "none", "no") for age in ("new", "old")
    )

    fresh, aged = (_of(Check.ARCHIVE, one, CLIP, known) for one in (new, old))

    assert (fresh.outcome, aged.outcome) == (Outcome.CANNOT_TELL, Outcome.FITS)
    assert fresh.rests_on[0].pointer == "/sound/matches/0"
    assert "listen" in fresh.why
    assert "sound that was laid under other pictures" in fresh.would_mislead


def test_the_place_of_a_clip_is_left_to_the_eye() -> None:
    text = "The clip was filmed in daylight in Idlib."
    said = msgspec.structs.replace(claim(text, "night"), where=[mention(text, "Idlib")])

    found = propose(said, CLIP, Known(analysis=clip(DAY)))

    assert {one.check: one.outcome for one in found} == {
        Check.DARKNESS: Outcome.FITS,
        Check.BY_EYE: Outcome.CANNOT_TELL,
    }


def test_a_claim_that_nothing_bears_on_is_said_to_be_left_open() -> None:
    said = claim("Sixty families left.", "brightness", "partly")

    found = propose(said, EVENT, Known(analysis=clip(NIGHT, flashes=flashes(1))))

    assert [(one.check, one.outcome) for one in found] == [(Check.BY_EYE, Outcome.CANNOT_TELL)]


def test_a_time_between_two_flashes_is_held_against_flashes_not_against_the_bang() -> None:
    text = "The clip shows a flash and, two seconds after the first, a second, weaker flash."
    said = claim(
        text,
        "flash_to_bang",
        counts=(("two", 2, 2, "s"), ("a second", 1, 1, "s")),
    )
    two, many = clip(NIGHT, flashes=flashes(2)), clip(NIGHT, flashes=flashes(6))
    apart = clip(NIGHT, flashes=[flash(onset_s=1.0), flash(onset_s=7.0)])
    unknown = clip(NIGHT, flashes=None)

    outcomes = [
        [(one.check, one.outcome) for one in propose(said, CLIP, Known(analysis=known))]
        for known in (two, many, apart, unknown)
    ]

    assert outcomes == [
        [(Check.GAP, outcome)]
        for outcome in (
            Outcome.SUPPORTS,
            Outcome.FITS,
            Outcome.CANNOT_TELL,
            Outcome.CANNOT_TELL,
        )
    ]


@pytest.mark.parametrize(
    ("text", "counts", "outcomes"),
    [
        (
            "The clip, recorded 20 km north of Idlib, shows a flash and a bang two seconds later.",
            (("20 km", 20, 20, "km"), ("two", 2, 2, "s")),
            [(Check.DELAY, Outcome.SUPPORTS)],
        ),
        (
            "The clip is 38 seconds long and shows a flash followed two seconds later by a bang.",
            (("38", 38, 38, "s"), ("two", 2, 2, "s")),
            [(Check.DELAY, Outcome.SUPPORTS), (Check.LENGTH, Outcome.CANNOT_TELL)],
        ),
        (
            "The clip shows a flash; 30 seconds pass, and 9 seconds after a flash there is a bang.",
            (("30", 30, 30, "s"), ("9", 9, 9, "s")),
            [(Check.DELAY, Outcome.CANNOT_TELL)],
        ),
        (
            "In the clip a bang is heard 2 seconds after the first flash.",
            (("2", 2, 2, "s"),),
            [(Check.DELAY, Outcome.SUPPORTS)],
        ),
        (
            "In the clip two bangs are heard 8 seconds apart.",
            (("8", 8, 8, "s"),),
            [(Check.GAP, Outcome.CANNOT_TELL)],
        ),
    ],
)
def test_only_the_figure_that_is_the_delay_is_held_against_flash_and_bang(
    text: str, counts: tuple[tuple[Any, ...], ...], outcomes: list[tuple[Check, Outcome]]
) -> None:
    known = Known(analysis=clip(NIGHT, **heard(2.0, 2.0, 2.0, conditional=False)))

    found = propose(claim(text, "flash_to_bang", counts=counts), CLIP, known)

    assert [(one.check, one.outcome) for one in found] == outcomes


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The clip shows two flashes in the first second.", ("two", 2, 2, "flashes")),
        ("The clip shows one flash from each aircraft.", ("one", 1, 1, "flashes")),
        ("At the end of the clip are at least two flashes.", ("two", 2, None, "flashes", ">=")),
    ],
)
def test_a_count_of_a_part_of_a_clip_is_not_held_against_all_of_it(
    text: str, count: tuple[Any, ...]
) -> None:
    said = claim(text, "flash_count", counts=(count,))

    found = propose(said, CLIP, Known(analysis=clip(NIGHT, flashes=flashes(9))))

    assert [one.outcome for one in found if one.check is Check.COUNT] == [Outcome.CANNOT_TELL]


def test_what_a_claim_says_was_not_is_left_to_a_person() -> None:
    counts = (("two", 2, 2, "flashes"),)
    delay = (("two", 2, 2, "s"),)
    shown = clip(NIGHT, **heard(2.0, 2.0, 2.0, conditional=False) | {"lights": [blinking(60)]})
    asked = sky("2020-02-27 21:00", shown=(NIGHT,))
    found = search(match("confirmed", "2019-05-01"))

    for said in (
        claim("The clip does not show two flashes.", "flash_count", counts=counts, negated=True),
        claim("No bang follows two seconds later.", "flash_to_bang", counts=delay, negated=True),
        claim("No light blinks in the clip.", "blink_rate", negated=True),
        claim("The clip shows no fire.", "brightness", negated=True),
        claim("The clip was not filmed at night.", "night", negated=True),
        claim("The clip was not posted before.", "duplicate", negated=True),
    ):
        known = Known(analysis=shown, sky=asked, search=found)
        assert overall(propose(said, CLIP, known)) is Outcome.CANNOT_TELL, said.text


def test_what_was_not_measured_of_the_light_leaves_the_hour_open() -> None:
    said = claim("It was at 9 p.m.", "night", "partly", at=("at 9 p.m.", "2020-02-27", "21:00"))
    known = Known(analysis=clip(shots=None), sky=sky("2020-02-27 21:00", shown=(NIGHT,)))

    one = _of(Check.SKY, said, EVENT, known)

    assert one.outcome is Outcome.CANNOT_TELL
    assert "not measured" in one.why


@pytest.mark.parametrize(
    ("text", "hour", "outcome"),
    [
        ("It happened in full daylight.", "23:00", Outcome.CONTRADICTS),
        ("It happened in full daylight.", "12:00", Outcome.FITS),
        ("It was dark when it happened.", "23:00", Outcome.FITS),
        ("It was dark when it happened.", "17:40", Outcome.CANNOT_TELL),
    ],
)
def test_words_of_light_are_held_against_the_sun_without_a_clip(
    text: str, hour: str, outcome: Outcome
) -> None:
    said = claim(text, "night", at=("happened", "2020-02-27", hour))

    one = _of(Check.SKY, said, EVENT, Known(analysis=None, sky=sky(f"2020-02-27 {hour}")))

    assert one.outcome is outcome


def test_more_explosions_than_claimed_may_be_other_flashes_and_a_single_count_is_needed() -> None:
    two = claim("The clip shows two blasts.", "flash_count", counts=(("two", 2, 2, "explosions"),))
    several = claim(
        "The clip shows one flash and ten small ones.",
        "flash_count",
        counts=(("one", 1, 1, "flashes"), ("ten", 10, 10, "flashes")),
    )
    event = claim("Two flashes were seen.", "flash_count", counts=(("Two", 2, 2, "flashes"),))
    known = Known(analysis=clip(NIGHT, flashes=flashes(9)))

    for said, about in ((two, CLIP), (several, CLIP), (event, EVENT)):
        assert overall(propose(said, about, known)) is Outcome.CANNOT_TELL
