"""Pairs of a claim and what is known of a clip, with the outcome that an editor would note.

The outcomes were set before the rules were written and without looking at them: by what the claim
says, what was measured, and what the pages of the methods say of when not to trust it. Each has its
reason in a line. Half are silent or cannot tell. They were not changed since.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from tests.casework.checks.clips import (
    BERLIN,
    DAY,
    INTERIOR,
    NIGHT,
    TROMSO,
    TWILIGHT,
    UNCLEAR,
    bangs,
    blinking,
    claim,
    clip,
    flashes,
    heard,
    match,
    search,
    sky,
)
from verify.casework.checks.known import Known
from verify.domain.claims import Claim
from verify.domain.findings import FlashKind, Skipped
from verify.domain.proposals import Outcome, Subject
from verify.domain.sources import ClaimedDate, DateClaimant, date_with_zone, date_without_zone

CLIP, EVENT, LINK = Subject.CLIP, Subject.EVENT, Subject.LINK
CONTRADICTS, SUPPORTS, FITS = Outcome.CONTRADICTS, Outcome.SUPPORTS, Outcome.FITS
SILENT, CANNOT_TELL = Outcome.SILENT, Outcome.CANNOT_TELL


@dataclass(frozen=True)
class Pair:
    """One claim, what is known, and the outcome set by hand with its reason."""

    claim: Claim
    about: Subject
    known: Known
    outcome: Outcome
    because: str


def _posted(day: str, by: DateClaimant = DateClaimant.SOURCE) -> tuple[ClaimedDate, ...]:
    moment = datetime.fromisoformat(day).replace(hour=18, tzinfo=UTC)
    return (date_with_zone(by, "1", moment, "posted, by the platform"),)


def _named(day: str) -> tuple[ClaimedDate, ...]:
    moment = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return (
        date_without_zone(DateClaimant.NAME, "VID-0003.mp4", moment, "sent", timedelta(days=1)),
    )


_FILMED = claim(
    "The video was filmed on Friday, 28 February 2020.",
    "duplicate",
    at=("on Friday, 28 February 2020", "2020-02-28"),
)
_UNDATED = claim("The video is new footage of the strike.", "duplicate")
_REUSED = claim(
    "The same images had been published in October 2018.",
    "duplicate",
    at=("in October 2018", "2018-10-01", None, "2018-10-31"),
)
_NIGHT_RAID = claim(
    "The raid came at night.", "night", "partly", at=("at night", "2020-02-28", "night")
)
_BY_DAY = claim(
    "Warplanes bombed the market in broad daylight.",
    "night",
    at=("in broad daylight", "2020-02-28", "day"),
)
_CLIP_BY_NIGHT = claim("The clip shows the street at night.", "night")
_CLIP_BY_DAY = claim("The video, filmed in daylight, shows the square.", "night")
_EVENING = claim(
    "The convoy was hit at 9 p.m. on 27 February.",
    "night",
    "partly",
    at=("at 9 p.m. on 27 February", "2020-02-27", "21:00"),
)
_NOON = claim(
    "The bridge was hit at noon on 27 February.",
    "night",
    "partly",
    at=("at noon on 27 February", "2020-02-27", "12:00"),
)
_TWO = claim("The video shows two flashes.", "flash_count", counts=(("two", 2, 2, "flashes"),))
_AT_LEAST_FOUR = claim(
    "The footage shows at least four flashes.",
    "flash_count",
    counts=(("at least four", 4, None, "flashes", ">="),),
)
_UP_TO_TWO = claim(
    "The clip shows no more than two flashes.",
    "flash_count",
    counts=(("no more than two", None, 2, "flashes", "<="),),
)
_ABOUT_TEN = claim(
    "The clip shows about ten flashes.",
    "flash_count",
    counts=(("about ten", 10, 10, "flashes", "~"),),
)
_SEEN_TWO = claim(
    "Two flashes lit the depot.", "flash_count", "partly", counts=(("Two", 2, 2, "flashes"),)
)
_SEEN_MORE = claim(
    "At least two flashes lit the depot.",
    "flash_count",
    "partly",
    counts=(("At least two", 2, None, "flashes", ">="),),
)
_ROCKETS = claim(
    "At least eight rockets were launched from the hills.",
    "flash_count",
    "partly",
    counts=(("At least eight", 8, None, "rockets", ">="),),
)
_THREE_BLASTS = claim(
    "Three explosions were heard over the town.",
    "flash_count",
    "partly",
    counts=(("Three", 3, 3, "explosions"),),
)
_CLIP_BANGS = claim(
    "In the video three bangs can be heard.",
    "flash_count",
    counts=(("three", 3, 3, "explosions"),),
)
_BANG_AFTER_TWO = claim(
    "In the video the bang follows the flash about two seconds later.",
    "flash_to_bang",
    counts=(("about two", 2, 2, "s", "~"),),
)
_BANG_AFTER_SIX = claim(
    "In the video the bang follows the flash six seconds later.",
    "flash_to_bang",
    counts=(("six", 6, 6, "s"),),
)
_FAR = claim(
    "The clip, by its flash and its bang, was filmed 700 metres from the blast.",
    "flash_to_bang",
    counts=(("700 metres", 700, 700, "m"),),
)
_HEARD_LATER = claim(
    "Residents saw a white light and heard the sound two seconds later.",
    "flash_to_bang",
    counts=(("two", 2, 2, "s"),),
)
_BLINKS = claim("The video shows a light that blinks in the sky.", "blink_rate")
_ONCE_A_SECOND = claim(
    "The light in the video blinks 60 times a minute.",
    "blink_rate",
    counts=(("60", 60, 60, "other"),),
)
_FAST = claim(
    "The light in the video blinks 90 times a minute.",
    "blink_rate",
    counts=(("90", 90, 90, "other"),),
)
_JET = claim("A Su-24M crossed the town twice.", "blink_rate", "partly", equipment=("Su-24M",))
_DARK_JET = claim("The helicopter flew without lights.", "blink_rate", "partly")
_FIREBALL = claim("The video shows a fireball over the roofs.", "brightness")
_POWER_CUT = claim("A power cut left the quarter in darkness.", "brightness", "partly")

PAIRS = (
    # Day and night by the clip's darkness alone.
    Pair(_CLIP_BY_NIGHT, CLIP, Known(analysis=clip(NIGHT)), FITS, "so would most night clips"),
    Pair(
        _CLIP_BY_DAY,
        CLIP,
        Known(analysis=clip(DAY, DAY)),
        SUPPORTS,
        "day is only told under a clear blue sky, which a clip of the night does not have",
    ),
    Pair(_CLIP_BY_NIGHT, CLIP, Known(analysis=clip(DAY)), CONTRADICTS, "a blue sky of the day"),
    Pair(
        _CLIP_BY_DAY,
        CLIP,
        Known(analysis=clip(NIGHT), outdoors=True),
        CONTRADICTS,
        "dark as night and a person says that it is outdoors",
    ),
    Pair(
        _CLIP_BY_DAY,
        CLIP,
        Known(analysis=clip(NIGHT), outdoors=False),
        CANNOT_TELL,
        "a cellar is dark at noon",
    ),
    Pair(_CLIP_BY_DAY, CLIP, Known(analysis=clip(UNCLEAR)), CANNOT_TELL, "exposure evens out"),
    Pair(_CLIP_BY_NIGHT, CLIP, Known(analysis=clip(TWILIGHT)), CANNOT_TELL, "dusk is between"),
    Pair(_CLIP_BY_NIGHT, CLIP, Known(analysis=clip(INTERIOR)), CANNOT_TELL, "a lit room says no"),
    Pair(
        _CLIP_BY_NIGHT,
        CLIP,
        Known(analysis=clip(NIGHT, DAY)),
        CANNOT_TELL,
        "shots of both: which one is meant, a person has to say",
    ),
    Pair(
        _CLIP_BY_NIGHT,
        CLIP,
        Known(
            analysis=clip(
                shots=None, skipped=[Skipped(analysis="shots", reason="failed: no picture")]
            )
        ),
        CANNOT_TELL,
        "darkness was not measured",
    ),
    Pair(_NIGHT_RAID, EVENT, Known(analysis=clip(NIGHT)), FITS, "no more than fits an event"),
    Pair(
        _NIGHT_RAID,
        EVENT,
        Known(analysis=clip(DAY)),
        CONTRADICTS,
        "daylight, if the clip is of that raid",
    ),
    Pair(
        _BY_DAY,
        EVENT,
        Known(analysis=clip(NIGHT), outdoors=True),
        CONTRADICTS,
        "night, if the clip is of that raid",
    ),
    Pair(
        _BY_DAY,
        EVENT,
        Known(analysis=clip(DAY)),
        FITS,
        "by day, as most clips; the link is open",
    ),
    Pair(
        claim("It was not dark yet.", "night", negated=True),
        EVENT,
        Known(analysis=clip(NIGHT)),
        CANNOT_TELL,
        "what was not, is for a person to read",
    ),
    Pair(
        claim(
            "The strike came on Thursday evening.",
            "night",
            "partly",
            at=("on Thursday evening", "2020-02-27", "evening"),
        ),
        EVENT,
        Known(analysis=clip(NIGHT)),
        CANNOT_TELL,
        "evenings are light or dark: place and date have to be known first",
    ),
    Pair(
        claim(
            "The march began in the afternoon.",
            "night",
            "partly",
            at=("in the afternoon", "2020-12-10", "afternoon"),
        ),
        EVENT,
        Known(analysis=clip(NIGHT), outdoors=True),
        CANNOT_TELL,
        "in the north afternoons of December are dark; place not asked",
    ),
    # Place and time against the Sun.
    Pair(
        _EVENING,
        EVENT,
        Known(analysis=clip(NIGHT), sky=sky("2020-02-27 21:00", shown=(NIGHT,))),
        FITS,
        "night there at that hour, dark clip: so would most night clips",
    ),
    Pair(
        _NOON,
        EVENT,
        Known(
            analysis=clip(NIGHT),
            sky=sky("2020-02-27 12:00", shown=(NIGHT,), outdoors=True),
            outdoors=True,
        ),
        CONTRADICTS,
        "the Sun stood high there",
    ),
    Pair(
        _EVENING,
        EVENT,
        Known(analysis=clip(DAY), sky=sky("2020-02-27 21:00", shown=(DAY,))),
        CONTRADICTS,
        "blue sky, the Sun far down",
    ),
    Pair(
        claim(
            "The crash happened at 5.40 p.m. on 27 February.",
            "night",
            "partly",
            at=("at 5.40 p.m. on 27 February", "2020-02-27", "17:40"),
        ),
        EVENT,
        Known(analysis=clip(NIGHT), sky=sky("2020-02-27 17:40", shown=(NIGHT,))),
        CANNOT_TELL,
        "the Sun 3 degrees down: a camera may show it dark or light",
    ),
    Pair(
        _EVENING,
        EVENT,
        Known(analysis=clip(UNCLEAR), sky=sky("2020-02-27 21:00", shown=(UNCLEAR,))),
        CANNOT_TELL,
        "the clip's light was not told",
    ),
    Pair(
        _EVENING,
        EVENT,
        Known(analysis=clip(NIGHT), sky=sky("2020-02-27 21:00", shown=(NIGHT,), of="cd" * 32)),
        CANNOT_TELL,
        "the sky was asked for another clip",
    ),
    Pair(
        _EVENING,
        EVENT,
        Known(analysis=clip(NIGHT)),
        CANNOT_TELL,
        "a clock time says nothing of light before the place is known",
    ),
    Pair(
        claim(
            "The Saturday night rally began at 10 p.m. on 20 June.",
            "night",
            "partly",
            at=("night rally began at 10 p.m. on 20 June", "2020-06-20", "22:00"),
        ),
        EVENT,
        Known(analysis=clip(DAY), sky=sky("2020-06-20 22:00", TROMSO, (DAY,))),
        FITS,
        "the midnight sun: it was light there",
    ),
    Pair(
        claim(
            "The strike came in the early hours of Friday.",
            "night",
            "partly",
            at=("in the early hours of Friday", "2020-02-28", "early"),
        ),
        EVENT,
        Known(analysis=clip(NIGHT), sky=sky("2020-02-28 00:00/2020-02-28 05:00", shown=(NIGHT,))),
        FITS,
        "dark through all those hours, as in every night",
    ),
    Pair(
        claim(
            "It was pitch dark when the column was hit at 2 p.m.",
            "night",
            at=("at 2 p.m.", "2020-02-27", "14:00"),
        ),
        EVENT,
        Known(analysis=None, sky=sky("2020-02-27 14:00")),
        CONTRADICTS,
        "the claim's own words: the Sun was high there, with or without a clip",
    ),
    Pair(
        claim(
            "Moonlight lit the ridge at 11 p.m. on 27 February.",
            "night",
            at=("at 11 p.m. on 27 February", "2020-02-27", "23:00"),
        ),
        EVENT,
        Known(analysis=None, sky=sky("2020-02-27 23:00")),
        CONTRADICTS,
        "the Moon had set two hours before",
    ),
    Pair(
        claim(
            "On Saturday night at 9 p.m. on 20 June the crowd gathered.",
            "night",
            "partly",
            at=("On Saturday night at 9 p.m. on 20 June", "2020-06-20", "21:00"),
        ),
        EVENT,
        Known(analysis=None, sky=sky("2020-06-20 21:00", BERLIN)),
        CANNOT_TELL,
        "evenings are called night while the Sun is up; no word of darkness",
    ),
    # The calendar.
    Pair(
        claim(
            "The strike came early on Friday, 27 February 2020.",
            "night",
            "partly",
            at=("early on Friday, 27 February 2020", "2020-02-27", "early"),
        ),
        EVENT,
        Known(analysis=None),
        CANNOT_TELL,
        "a Thursday, but next to midnight: two zones' clocks would explain it",
    ),
    Pair(
        claim(
            "The strike came on Sunday, 27 February 2020.",
            "place",
            "partly",
            at=("on Sunday, 27 February 2020", "2020-02-27"),
        ),
        EVENT,
        Known(analysis=None),
        CONTRADICTS,
        "a Thursday, by any zone's clock",
    ),
    Pair(
        claim(
            "The bridge fell at noon on Friday, 27 February 2020.",
            "place",
            "partly",
            at=("at noon on Friday, 27 February 2020", "2020-02-27", "12:00+00:00"),
        ),
        EVENT,
        Known(analysis=None),
        CONTRADICTS,
        "a Thursday, and noon by the zone written is not near midnight",
    ),
    Pair(
        claim(
            "The bridge fell on Thursday, 27 February 2020.",
            "place",
            "partly",
            at=("on Thursday, 27 February 2020", "2020-02-27"),
        ),
        EVENT,
        Known(analysis=None),
        FITS,
        "the weekday is right; one made-up date in seven would be",
    ),
    Pair(
        claim(
            "The bridge fell on Thursday.",
            "place",
            "partly",
            at=("on Thursday", "2020-02-27"),
        ),
        EVENT,
        Known(analysis=None),
        CANNOT_TELL,
        "the date was reckoned from the weekday; of the place no measurement tells",
    ),
    # Counts.
    Pair(
        _TWO,
        CLIP,
        Known(analysis=clip(NIGHT, flashes=flashes(2))),
        SUPPORTS,
        "two clear flashes, nothing rejected: unlikely if it showed another number",
    ),
    Pair(
        _TWO,
        CLIP,
        Known(analysis=clip(NIGHT, flashes=flashes(5))),
        CONTRADICTS,
        "five clear ones",
    ),
    Pair(
        _TWO,
        CLIP,
        Known(analysis=clip(NIGHT, flashes=flashes(1))),
        CANNOT_TELL,
        "small and distant flashes are not listed",
    ),
    Pair(
        _TWO,
        CLIP,
        Known(analysis=clip(NIGHT, flashes=flashes(2, rejected=2))),
        FITS,
        "two accepted, but two rejected ones may be flashes",
    ),
    Pair(
        _TWO,
        CLIP,
        Known(analysis=clip(NIGHT, flashes=flashes(3, kind=FlashKind.SUSTAINED))),
        CANNOT_TELL,
        "fires list further rises within one fire",
    ),
    Pair(
        _TWO,
        CLIP,
        Known(analysis=clip(DAY, flashes=flashes(2))),
        FITS,
        "by day weak flashes are not listed, so two is a least number",
    ),
    Pair(
        _AT_LEAST_FOUR,
        CLIP,
        Known(analysis=clip(NIGHT, flashes=flashes(6))),
        SUPPORTS,
        "six clear flashes are at least four, whatever was missed",
    ),
    Pair(
        _AT_LEAST_FOUR,
        CLIP,
        Known(analysis=clip(NIGHT, flashes=flashes(2))),
        CANNOT_TELL,
        "faint ones may be missing",
    ),
    Pair(
        _UP_TO_TWO,
        CLIP,
        Known(analysis=clip(NIGHT, flashes=flashes(6))),
        CONTRADICTS,
        "six clear flashes",
    ),
    Pair(
        _ABOUT_TEN,
        CLIP,
        Known(analysis=clip(NIGHT, flashes=flashes(9))),
        FITS,
        "about ten holds nine; a loose number fits much",
    ),
    Pair(
        _TWO,
        CLIP,
        Known(
            analysis=clip(
                NIGHT,
                flashes=None,
                skipped=[Skipped(analysis="flashes", reason="not asked for")],
            )
        ),
        CANNOT_TELL,
        "flashes were not looked for",
    ),
    Pair(
        _ROCKETS,
        EVENT,
        Known(analysis=clip(NIGHT, flashes=flashes(2))),
        CANNOT_TELL,
        "a clip shows a part of an event, and a flash is no rocket",
    ),
    Pair(
        _ROCKETS,
        EVENT,
        Known(analysis=clip(NIGHT, flashes=flashes(9))),
        FITS,
        "nine flashes: what flashed is not told",
    ),
    Pair(
        _THREE_BLASTS,
        EVENT,
        Known(
            analysis=clip(
                NIGHT, audio_present=True, audio_silent=False, sounds=bangs(1.0, 3.0, 6.0)
            )
        ),
        FITS,
        "three sharp sounds; what banged is not told",
    ),
    Pair(
        _CLIP_BANGS,
        CLIP,
        Known(analysis=clip(NIGHT, audio_present=False, sounds=None)),
        CANNOT_TELL,
        "this copy has no sound track; others may",
    ),
    Pair(
        _CLIP_BANGS,
        CLIP,
        Known(
            analysis=clip(
                NIGHT, audio_present=True, audio_silent=False, sounds=bangs(1.0, 2.0, 3.0, 4.0, 5.0)
            )
        ),
        CANNOT_TELL,
        "five sharp sounds: doors and echoes are among them",
    ),
    Pair(
        _SEEN_TWO,
        EVENT,
        Known(analysis=clip(NIGHT, flashes=flashes(2))),
        FITS,
        "the same count, but nobody has settled that the clip is of that event",
    ),
    Pair(
        _SEEN_TWO,
        EVENT,
        Known(analysis=clip(NIGHT, flashes=flashes(2)), is_link_settled=True),
        FITS,
        "settled, but a clip shows a part of an event: others may have come before or after",
    ),
    Pair(
        _SEEN_MORE,
        EVENT,
        Known(analysis=clip(NIGHT, flashes=flashes(4))),
        FITS,
        "enough flashes, but nobody has settled that the clip is of that event",
    ),
    Pair(
        _SEEN_MORE,
        EVENT,
        Known(analysis=clip(NIGHT, flashes=flashes(4)), is_link_settled=True),
        SUPPORTS,
        "settled, and a part of an event is enough for a least number",
    ),
    # Flash to bang.
    Pair(
        _BANG_AFTER_TWO,
        CLIP,
        Known(analysis=clip(NIGHT, **heard(2.08))),
        FITS,
        "one pair at 2.1 s, if they belong together",
    ),
    Pair(
        _BANG_AFTER_TWO,
        CLIP,
        Known(analysis=clip(NIGHT, **heard(2.08, 2.05, 2.1, conditional=False))),
        SUPPORTS,
        "a series says so itself: another delay would not show this",
    ),
    Pair(
        _BANG_AFTER_SIX,
        CLIP,
        Known(analysis=clip(NIGHT, **heard(2.08, 2.05, 2.1, conditional=False))),
        CONTRADICTS,
        "a series at 2.1 s",
    ),
    Pair(
        _BANG_AFTER_SIX,
        CLIP,
        Known(analysis=clip(NIGHT, **heard(2.08))),
        CANNOT_TELL,
        "which bang belongs to the flash, one pair does not say",
    ),
    Pair(
        _FAR,
        CLIP,
        Known(analysis=clip(NIGHT, **heard(2.05))),
        FITS,
        "657 to 737 m if they belong together",
    ),
    Pair(
        _BANG_AFTER_TWO,
        CLIP,
        Known(analysis=clip(NIGHT, flashes=flashes(1), audio_present=False)),
        CANNOT_TELL,
        "no sound track in this copy",
    ),
    Pair(
        _HEARD_LATER,
        EVENT,
        Known(analysis=clip(NIGHT, **heard(5.0, 5.0, 5.0, conditional=False))),
        CANNOT_TELL,
        "the delay depends on where one stands",
    ),
    # Lights that blink.
    Pair(
        _BLINKS,
        CLIP,
        Known(analysis=clip(NIGHT, lights=[blinking(60)])),
        SUPPORTS,
        "a light with a steady rate; chance would not keep time so",
    ),
    Pair(
        _ONCE_A_SECOND,
        CLIP,
        Known(analysis=clip(NIGHT, lights=[blinking(60.1)])),
        SUPPORTS,
        "measured at 60.1 a minute",
    ),
    Pair(
        _FAST,
        CLIP,
        Known(analysis=clip(NIGHT, lights=[blinking(62)])),
        CONTRADICTS,
        "62 a minute, the only light there, no alias near",
    ),
    Pair(
        _FAST,
        CLIP,
        Known(analysis=clip(NIGHT, lights=[blinking(30, aliases_hz=(1.5, 24.0))])),
        FITS,
        "90 a minute would look the same at this frame rate",
    ),
    Pair(
        _ONCE_A_SECOND,
        CLIP,
        Known(analysis=clip(NIGHT, lights=[blinking(120)])),
        CANNOT_TELL,
        "twice the rate: two lights close together would do that",
    ),
    Pair(_BLINKS, CLIP, Known(analysis=clip(DAY)), CANNOT_TELL, "bright shots are not searched"),
    Pair(
        _JET,
        EVENT,
        Known(analysis=clip(NIGHT, lights=[blinking(60)])),
        FITS,
        "something blinked, as drones and masts do; the type is not to be seen",
    ),
    Pair(_JET, EVENT, Known(analysis=clip(NIGHT)), CANNOT_TELL, "steady lights are not listed"),
    Pair(
        _DARK_JET,
        EVENT,
        Known(analysis=clip(NIGHT, lights=[blinking(60)])),
        CANNOT_TELL,
        "whose light it is, is not told",
    ),
    # Light without a number.
    Pair(
        _FIREBALL,
        CLIP,
        Known(analysis=clip(NIGHT, flashes=flashes(1, kind=FlashKind.SUSTAINED))),
        FITS,
        "a light that stays: fire, flare or lamp",
    ),
    Pair(_FIREBALL, CLIP, Known(analysis=clip(NIGHT)), CANNOT_TELL, "it may burn from the start"),
    Pair(_POWER_CUT, EVENT, Known(analysis=clip(NIGHT)), CANNOT_TELL, "falls of light not listed"),
    # The archive.
    Pair(
        _FILMED,
        CLIP,
        Known(analysis=clip(NIGHT), search=search(match("confirmed", "2019-05-01"))),
        CONTRADICTS,
        "in this archive since before that day",
    ),
    Pair(
        _FILMED,
        LINK,
        Known(
            analysis=clip(NIGHT),
            search=search(match("confirmed", "2020-03-05", dates=_posted("2018-06-01"))),
        ),
        CONTRADICTS,
        "posted before, if the platform's date is right",
    ),
    Pair(
        _FILMED,
        CLIP,
        Known(
            analysis=clip(NIGHT),
            search=search(match("confirmed", "2020-03-05", dates=_named("2018-06-01"))),
        ),
        CANNOT_TELL,
        "a file's name is no date: anyone can write it",
    ),
    Pair(
        _FILMED,
        CLIP,
        Known(analysis=clip(NIGHT), search=search(match("likely", "2019-05-01"))),
        CANNOT_TELL,
        "likely is to be looked at first",
    ),
    Pair(
        _FILMED,
        CLIP,
        Known(analysis=clip(NIGHT), search=search(match("likely", "2019-05-01", accepted=True))),
        CONTRADICTS,
        "a person found both to be the same footage",
    ),
    Pair(
        _FILMED,
        CLIP,
        Known(
            analysis=clip(NIGHT), search=search(match("confirmed", "2019-05-01", accepted=False))
        ),
        CANNOT_TELL,
        "a person found it to be other footage",
    ),
    Pair(
        _FILMED,
        CLIP,
        Known(analysis=clip(NIGHT), search=search(match("same_view", "2019-05-01"))),
        CANNOT_TELL,
        "a fixed camera shows one view for years",
    ),
    Pair(
        _FILMED,
        CLIP,
        Known(analysis=clip(NIGHT), search=search(match("confirmed", "2020-02-28"))),
        CANNOT_TELL,
        "the same day: zones and hours decide, and they are not known",
    ),
    Pair(
        _FILMED,
        CLIP,
        Known(analysis=clip(NIGHT), search=search(match("confirmed", "2020-06-01"))),
        FITS,
        "known from later days only, as all that is passed on",
    ),
    Pair(
        _UNDATED,
        LINK,
        Known(analysis=clip(NIGHT), search=search(), event_day=date(2020, 2, 28)),
        SILENT,
        "not among 120 clips: says nothing of the rest of the world",
    ),
    Pair(
        _UNDATED,
        LINK,
        Known(analysis=clip(NIGHT), search=search(entries=0), event_day=date(2020, 2, 28)),
        SILENT,
        "an empty archive",
    ),
    Pair(
        _UNDATED,
        LINK,
        Known(
            analysis=clip(NIGHT),
            search=search(match("confirmed", "2019-05-01")),
            event_day=date(2020, 2, 28),
        ),
        CONTRADICTS,
        "in this archive before the event",
    ),
    Pair(_UNDATED, LINK, Known(analysis=clip(NIGHT)), CANNOT_TELL, "no archive was asked"),
    Pair(
        _UNDATED,
        LINK,
        Known(analysis=clip(NIGHT), search=search(match("confirmed", "2019-05-01"))),
        CANNOT_TELL,
        "no day of the event is known",
    ),
    Pair(
        _REUSED,
        CLIP,
        Known(
            analysis=clip(NIGHT),
            search=search(match("confirmed", "2018-10-12")),
        ),
        SUPPORTS,
        "in this archive since that very month",
    ),
    Pair(
        _REUSED,
        CLIP,
        Known(
            analysis=clip(NIGHT),
            search=search(match("confirmed", "2020-03-05", dates=_posted("2018-10-12"))),
        ),
        FITS,
        "by a date that somebody claims",
    ),
    Pair(_REUSED, CLIP, Known(analysis=clip(NIGHT), search=search()), SILENT, "not among 120"),
    Pair(
        _REUSED,
        CLIP,
        Known(analysis=clip(NIGHT), search=search(match("confirmed", "2021-01-05"))),
        CANNOT_TELL,
        "passed on since; where it was in 2018 is not told",
    ),
    # What no clip can tell.
    *(
        Pair(said, EVENT, Known(analysis=clip(NIGHT, flashes=flashes(2))), SILENT, why)
        for said, why in (
            (
                claim("33 were killed.", "none", "no", counts=(("33", 33, 33, "killed"),)),
                "the dead are not counted by a flash",
            ),
            (
                claim(
                    "At least 32 soldiers were wounded.",
                    "none",
                    "no",
                    counts=(("At least 32", 32, None, "injured", ">="),),
                ),
                "nor the wounded",
            ),
            (claim("Russian jets did it.", "none", "no", who="Russian jets"), "nor who did it"),
            (
                claim("The aircraft was a Su-24M.", "none", "no", equipment=("Su-24M",)),
                "nor a type",
            ),
            (claim("The ministry denied any role.", "none", "no"), "an act in words"),
            (claim("The blast was meant as a warning.", "none", "no"), "a motive"),
            (claim("The group claimed responsibility.", "none", "no"), "words again"),
            (claim("Damage cost two million euros.", "none", "no"), "a bill"),
        )
    ),
    # Places.
    Pair(
        claim("The tanker was struck off Port Halim.", "place", "partly"),
        EVENT,
        Known(analysis=clip(DAY)),
        CANNOT_TELL,
        "no measurement tells a place; landmarks do, and a person compares them",
    ),
    Pair(
        claim("The clip shows smoke left of the terminal.", "place"),
        CLIP,
        Known(analysis=clip(DAY)),
        CANNOT_TELL,
        "what is to be seen, a person sees",
    ),
)
