"""Sentences as people type them, read by the product's own reader, and what an editor would note.

Written and labelled in one go after the rules were done; no label was changed since. Their first
run, before any rule had seen them, is the figure that counts (docs/checks.md); rules were mended
afterwards. Unlike `gold_pairs`, reading and guessing what a claim is about count too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.analyses import flash
from tests.casework.checks.clips import (
    DAY,
    INTERIOR,
    NIGHT,
    bangs,
    blinking,
    clip,
    flashes,
    heard,
    match,
    search,
    sky,
)
from verify.casework.checks.known import Known
from verify.casework.checks.proposing import likely_subject, overall, propose, unread
from verify.casework.checks.sun_and_moon import sky_to_ask
from verify.domain.findings import Analysis, DarknessClass, FlashKind
from verify.domain.proposals import Outcome, Subject
from verify.workbench.cases.claim_words import wording

C, S, F = Outcome.CONTRADICTS, Outcome.SUPPORTS, Outcome.FITS
T, Q = Outcome.CANNOT_TELL, Outcome.SILENT


@dataclass(frozen=True)
class Seen:
    """A clip, and whether the sky over Idlib is asked for the claim's own time."""

    analysis: Analysis
    shown: tuple[DarknessClass, ...] = ()
    asks_sky: bool = False


def _archive(*matches: Any) -> Seen:
    return Seen(clip(NIGHT, archive=search(*matches)))


TWO, SIX, NONE = (Seen(clip(NIGHT, flashes=flashes(n))) for n in (2, 6, 0))
FINE_DAY, MIXED, ROOM = Seen(clip(DAY)), Seen(clip(NIGHT, DAY)), Seen(clip(INTERIOR))
SERIES = Seen(clip(NIGHT, **heard(2.0, 2.0, 2.0, conditional=False)))
PAIR = Seen(clip(NIGHT, **heard(2.0)))
BANGS = Seen(clip(NIGHT, audio_present=True, audio_silent=False, sounds=bangs(1, 2, 3, 4, 5)))
BLINKS = Seen(clip(NIGHT, lights=[blinking(60.0)]))
FIRE = Seen(clip(NIGHT, flashes=[flash(kind=FlashKind.SUSTAINED)]))
SURE, LIKELY = (_archive(match(grade, "2018-05-01")) for grade in ("confirmed", "likely"))
UNKNOWN = _archive()
DARK_THERE = Seen(clip(NIGHT, flashes=flashes(2)), (NIGHT,), asks_sky=True)
LIGHT_THERE = Seen(clip(DAY), (DAY,), asks_sky=True)

READ_PAIRS: tuple[tuple[str, Seen, Outcome], ...] = (
    ("The video shows at least three flashes.", SIX, S),
    ("The video shows at least three flashes.", TWO, T),
    ("The clip shows no more than two flashes.", SIX, C),
    ("The clip shows exactly six flashes.", SIX, F),
    ("Two flashes are seen in the footage.", TWO, F),
    ("Two flashes are seen in the footage.", FINE_DAY, T),
    ("Fewer than three flashes are seen in the clip.", SIX, C),
    ("About five flashes are seen in the clip.", SIX, F),
    ("At least 20 flashes are seen in the clip.", SIX, T),
    ("The video shows one flash.", TWO, T),
    ("The video shows one flash.", SIX, C),
    ("Officials said no flashes were seen.", TWO, T),
    ("Two rockets were fired.", TWO, F),
    ("More than ten rockets were fired.", TWO, T),
    ("The footage was filmed in broad daylight.", TWO, C),
    ("The footage was filmed in broad daylight.", FINE_DAY, S),
    ("The footage was filmed at night.", FINE_DAY, C),
    ("The footage was filmed at night.", TWO, F),
    ("The footage was filmed at night.", MIXED, T),
    ("The footage was filmed at night.", ROOM, T),
    ("The footage was not filmed at night.", TWO, T),
    ("The footage was filmed indoors.", TWO, T),
    ("The video was recorded at 03:00 at night.", FINE_DAY, C),
    ("The strike came at night.", TWO, F),
    ("The strike came at night.", FINE_DAY, C),
    ("Witnesses said it was dark when the bombs fell.", TWO, F),
    ("The bang is heard two seconds after the flash in the video.", SERIES, S),
    ("The bang is heard two seconds after the flash in the video.", PAIR, F),
    ("In the video the bang is heard six seconds after the flash.", SERIES, C),
    ("In the video the bang is heard six seconds after the flash.", PAIR, T),
    ("In the video the bang is heard two seconds after the flash.", TWO, T),
    ("The camera stood about 700 metres from the blast.", SERIES, S),
    ("The camera stood three kilometres from the blast.", SERIES, C),
    ("The second flash comes two seconds after the first in the video.", TWO, S),
    ("A second flash follows four seconds after the first.", TWO, T),
    ("The flashes were more than a minute apart.", TWO, T),
    ("Three bangs are heard in the clip.", SERIES, F),
    ("Three bangs are heard in the clip.", BANGS, T),
    ("Shots were heard all night.", TWO, T),
    ("A light in the video blinks 60 times a minute.", BLINKS, S),
    ("A light in the video blinks 90 times a minute.", BLINKS, C),
    ("A light in the video blinks once a second.", BLINKS, S),
    ("A drone's light in the video blinks 60 times a minute.", BLINKS, F),
    ("A helicopter crossed the sky with a blinking light.", BLINKS, F),
    ("The aircraft was a Su-24.", BLINKS, Q),
    ("The video was first posted in March 2020.", SURE, C),
    ("The video was first posted in March 2020.", LIKELY, T),
    ("The video was first posted in March 2020.", UNKNOWN, Q),
    ("The video is new.", SURE, C),
    ("This is old footage.", SURE, S),
    ("This is old footage.", UNKNOWN, Q),
    ("The video was filmed on 27 February 2020.", SURE, C),
    ("The video was filmed on 27 February 2020.", UNKNOWN, Q),
    ("The strike happened on Friday, 13 February 2020 at noon.", TWO, C),
    ("The strike happened on Thursday, 27 February 2020 at noon.", DARK_THERE, C),
    ("The strike happened on Thursday, 27 February 2020 at 22:00.", DARK_THERE, F),
    ("The strike happened on Thursday, 27 February 2020 at 22:00.", LIGHT_THERE, C),
    ("The strike happened on Friday, 28 February 2020 at 17:40.", DARK_THERE, T),
    ("The town lay in pitch darkness at 13:00 on 27 February 2020.", DARK_THERE, C),
    ("The full moon lit the town at 22:00 on 27 February 2020.", DARK_THERE, C),
    ("The power went out across the city.", TWO, T),
    ("A fireball rose over the port.", FIRE, F),
    ("A fireball rose over the port.", NONE, T),
    ("Lightning struck the tower.", TWO, F),
    ("The video shows the attack on the port.", FINE_DAY, T),
    ("The building collapsed.", FINE_DAY, T),
    ("The convoy was hit near Balyun.", TWO, T),
    ("A Su-34 dropped two bombs on the market.", TWO, T),
    ("Russian aircraft carried out the strike.", TWO, Q),
    ("Twelve people were killed in the strike.", TWO, Q),
    ("The attack killed 20 people and wounded 40.", FINE_DAY, Q),
    ("The governor spoke of 33 dead.", TWO, Q),
    ("Nobody was hurt.", TWO, Q),
    ("The minister denied the report.", TWO, Q),
)


def outcomes_read() -> Iterator[tuple[str, Outcome, Outcome, str]]:
    """Yield each sentence with its label, what was proposed, and why."""
    for text, seen, label in READ_PAIRS:
        parts = wording(text)
        about = likely_subject(parts[0]) if parts else Subject.EVENT
        proposals = []
        for part in parts:
            asked = sky_to_ask(part.when) if part.when and seen.asks_sky else None
            known = Known(
                analysis=seen.analysis,
                sky=None if asked is None else sky(asked, shown=seen.shown),
                event_day=date(2020, 2, 27),
            )
            proposals += propose(part, about, known)
        found = proposals or [unread(about)]
        why = "; ".join(f"{one.check} {one.outcome}: {one.why}" for one in found)
        yield text, label, overall(found), f"{about}; {why}"
