"""Claims and what is known of clips, made by hand for the labelled pairs; no rule is used here."""

from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import msgspec

from tests import analyses
from verify.analysis.sky.exclusion import Shown
from verify.analysis.sky.survey import Question, survey
from verify.domain import findings as f
from verify.domain.claims import (
    NO_SOURCE,
    Claim,
    Comparator,
    FromFootage,
    Measurement,
    Mention,
    Number,
    When,
)
from verify.domain.custody import Actor
from verify.domain.judgements import Judgement
from verify.domain.lights import Light
from verify.domain.matches import (
    Match,
    MatchedFootage,
    MatchGrade,
    PictureThere,
    Query,
    Search,
    Segment,
    SoundMatch,
    SoundSearch,
    SoundSegment,
)
from verify.domain.places import Place
from verify.domain.sky import ClipLight, Sky
from verify.domain.sounds import DistanceBudget, FlashToBang, Sound, SoundKind
from verify.domain.sources import ClaimedDate, SourceRecord
from verify.gazetteer.zones import zone

IDLIB = (35.93062, 36.63393, "Asia/Damascus")
TROMSO = (69.65, 18.96, "Europe/Oslo")
BERLIN = (52.52, 13.40, "Europe/Berlin")

NIGHT, DAY = f.DarknessClass.NIGHT, f.DarknessClass.DAY
TWILIGHT, UNCLEAR = f.DarknessClass.TWILIGHT, f.DarknessClass.CANNOT_TELL
INTERIOR = f.DarknessClass.LIT_INTERIOR


def mention(whole: str, words: str) -> Mention:
    """Return words of a claim where they stand."""
    start = whole.index(words)
    return Mention(text=words, span=(start, start + len(words)))


def when(
    whole: str,
    words: str,
    first: str | None = None,
    time: str | None = None,
    last: str | None = None,
) -> When:
    """Return a time of a claim; dates as ISO text."""
    return When(
        **msgspec.structs.asdict(mention(whole, words)),
        date_from=date.fromisoformat(first) if first else None,
        date_to=date.fromisoformat(last or first) if first else None,
        time=time,
    )


def number(
    whole: str,
    words: str,
    low: float | None,
    high: float | None,
    unit: str,
    comparator: Comparator = "=",
) -> Number:
    """Return a quantity of a claim."""
    return Number(
        **msgspec.structs.asdict(mention(whole, words)),
        min=low,
        max=high,
        comparator=comparator,
        unit_or_category=unit,
    )


def claim(
    text: str,
    measurement: str,
    testable: str = "yes",
    *,
    at: tuple[Any, ...] | None = None,
    counts: tuple[tuple[Any, ...], ...] = (),
    who: str | None = None,
    equipment: tuple[str, ...] = (),
    negated: bool = False,
) -> Claim:
    """Return a claim; `at` and `counts` are what `when` and `number` take behind the text."""
    return Claim(
        span=(0, len(text)),
        text=text,
        who=None if who is None else mention(text, who),
        what=Mention(text=text, span=(0, len(text))),
        where=[],
        when=None if at is None else when(text, *at),
        numbers=[number(text, *one) for one in counts],
        equipment=[mention(text, one) for one in equipment],
        source=NO_SOURCE,
        hedge=0,
        hedged_by=None,
        negated=negated,
        testable_from_footage=FromFootage(testable),
        measurement=Measurement(measurement),
    )


def clip(*light: f.DarknessClass, **changes: Any) -> f.Analysis:
    """Return a clip of one shot of 10 s for each class of light, with no flash, light or sound."""
    shots = [
        f.Shot(
            start_s=10.0 * i,
            end_s=10.0 * (i + 1),
            start_frame=250 * i,
            end_frame=250 * (i + 1),
            boundary=f.Boundary.CUT if i else f.Boundary.START,
            darkness=f.Darkness(kind=kind, reasons=["as drawn"]),
        )
        for i, kind in enumerate(light)
    ]
    bare: dict[str, Any] = {"shots": shots, "flashes": [], "lights": [], "traces": [], "sounds": []}
    return analyses.an_analysis(**(bare | changes))


def flashes(
    count: int, rejected: int = 0, *, kind: f.FlashKind = f.FlashKind.FLASH
) -> list[f.Flash]:
    """Return clear flashes, one in 2 s, and rejected rises behind them."""
    return [
        analyses.flash(onset_s=1.0 + 2 * i, peak_s=1.04 + 2 * i, end_s=1.6 + 2 * i, kind=kind)
        for i in range(count)
    ] + [
        analyses.flash(
            onset_s=2.0 + 2 * i,
            peak_s=2.2 + 2 * i,
            end_s=2.6 + 2 * i,
            kind=f.FlashKind.CAMERA_MOTION,
            accepted=False,
            reason="around the lit area light fell",
        )
        for i in range(rejected)
    ]


def bangs(*onsets_s: float) -> list[Sound]:
    """Return clear impulsive sounds."""
    return [
        Sound(
            onset_s=onset_s,
            onset_error_s=0.005,
            snr_db=24.0,
            kind_hint=SoundKind.IMPULSIVE,
            hints=["a shot, a door"],
            accepted=True,
            reason="rises by 24 dB",
        )
        for onset_s in onsets_s
    ]


def heard(*delays_s: float, conditional: bool = True) -> dict[str, Any]:
    """Return flashes and their bangs, with a range of 40 m either way."""
    onsets = [1.0 + 8 * i for i in range(len(delays_s))]
    return {
        "audio_present": True,
        "audio_silent": False,
        "flashes": [analyses.flash(onset_s=s, peak_s=s + 0.04, end_s=s + 0.6) for s in onsets],
        "sounds": bangs(*(s + delay for s, delay in zip(onsets, delays_s, strict=True))),
        "flash_to_bang": [
            FlashToBang(
                flash_index=i,
                sound_index=i,
                delay_s=delay,
                distance_m=340 * delay,
                low_m=340 * delay - 40,
                high_m=340 * delay + 40,
                conditional=conditional,
                reason="if this sound belongs to this flash",
                budget=DistanceBudget(
                    speed_of_sound_m_s=340.0,
                    temperature_c=15.0,
                    wind_m_s=7.0,
                    av_offset_s=0.0,
                    lines=[],
                    error_m=20.0,
                ),
            )
            for i, delay in enumerate(delays_s)
        ],
    }


def blinking(per_min: float, *, aliases_hz: tuple[float, ...] = (24.0, 26.0)) -> Light:
    """Return a light that blinks at a rate, followed through a dozen periods."""
    return analyses.a_light(
        flashes_per_min=per_min, frequency_hz=per_min / 60, aliases_hz=list(aliases_hz)
    )


@cache
def sky(
    asked: str,
    place: tuple[float, float, str] = IDLIB,
    shown: tuple[f.DarknessClass, ...] = (),
    *,
    outdoors: bool = False,
    moon: bool = False,
    of: str = analyses.SHA256,
) -> Sky:
    """Return what the Sun and the Moon did, worked out by the product's ephemeris."""
    return survey(
        Question(
            place=Place(
                name="A place",
                spelling="A place",
                country="A country",
                country_code="AA",
                region=None,
                near=None,
                also=[],
                population=None,
                latitude_deg=place[0],
                longitude_deg=place[1],
                position_error_km=2.9,
                zone=place[2],
                zone_source="the test",
                other_zones=[],
                source="the test",
            ),
            asked=asked,
            place_zone=zone(place[2]),
            desk_zone=zone("Europe/Berlin"),
            desk_zone_name="Europe/Berlin",
            zone_rules="the test's",
            version="0",
            clip=ClipLight(
                untrusted_name="clip.mp4",
                sha256=of,
                classes=[str(one) for one in shown],
                outdoors=outdoors,
            ),
            shown=Shown(shown, outdoors, moon),
        )
    )


def match(
    grade: str,
    added: str,
    *,
    dates: tuple[ClaimedDate, ...] = (),
    accepted: bool | None = None,
    mirrored: bool = False,
) -> Match:
    """Return a match with an entry that was put in on a day; `accepted` is a person's word."""
    untold: dict[str, Any] = {field.name: None for field in msgspec.structs.fields(Segment)}
    told: dict[str, Any] = {
        "query_start_s": 0.0,
        "query_end_s": 8.0,
        "match_start_s": 3.0,
        "match_end_s": 11.0,
        "speed": 1.0,
        "mirrored": mirrored,
        "frames_matched": 30,
        "frames_possible": 32,
    }
    return Match(
        footage=MatchedFootage(
            sha256="cd" * 32,
            name="before.mp4",
            added_utc=datetime.fromisoformat(added).replace(tzinfo=UTC),
            captured_utc=None,
            published_utc=None,
            source=SourceRecord(dates=list(dates)) if dates else None,
        ),
        match_grade=MatchGrade(grade),
        score=20.0,
        expected_false_matches=0.01,
        reason="as drawn",
        segments=[Segment(**untold | told)],
        sound=None,
        judgement=None if accepted is None else _judgement(accepted=accepted),
    )


def _judgement(*, accepted: bool) -> Judgement:
    return Judgement(
        event=3,
        query_sha256=analyses.SHA256,
        match_sha256="cd" * 32,
        accepted=accepted,
        untrusted_note=None,
        actor=Actor(untrusted_name="Ada", known_by="own_word"),
        recorded_utc=datetime(2020, 3, 1, tzinfo=UTC),
    )


def search(*matches: Match, entries: int = 120) -> Search:
    """Return what an archive says."""
    return Search(
        query=Query(
            sha256=analyses.SHA256,
            untrusted_name="clip.mp4",
            kind="video",
            duration_s=10.0,
            radius_bits=31,
            frames=40,
            frames_compared=40,
            is_in_archive=False,
        ),
        entries_searched=entries,
        entries_not_comparable=0,
        matches=list(matches),
        matches_left_out=0,
        not_comparable=[],
        sound=None,
    )


def sound_search(added: str) -> SoundSearch:
    """Return that an entry put in on a day likely has the same sound, under another picture."""
    found = match("likely", added).footage
    segment = SoundSegment(
        query_start_s=0.0,
        query_end_s=8.0,
        match_start_s=3.0,
        match_end_s=11.0,
        speed=1.0,
        pitch=1.0,
        peaks=120,
        peaks_met=80,
        picture=PictureThere.OTHER,
    )
    return SoundSearch(
        state="heard",
        entries_searched=100,
        entries_without_sound=10,
        entries_not_read=10,
        matches=[
            SoundMatch(
                footage=found,
                match_grade=MatchGrade.LIKELY,
                score=40.0,
                expected_false_matches=1e-6,
                reason="as drawn",
                segments=[segment],
            )
        ],
        matches_left_out=0,
    )
