"""Evidence against hypotheses on one clip: what each piece says of each, as it stands.

A row whose marks are all alike tells nothing between the hypotheses. What speaks against them comes
first: a hypothesis falls by that, and is not raised by what fits others as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from verify.domain.case_file import CaseFile
from verify.domain.evidence import Evidence, Stance
from verify.domain.hypotheses import Hypothesis, Weighing
from verify.domain.placing import PlaceGiven


@dataclass(frozen=True, slots=True)
class Mark:
    """What a piece of evidence says of one hypothesis, and who says so.

    Attributes
    ----------
    is_of_earlier_words : bool
        Whether the hypothesis was worded anew since.
    """

    stance: Stance
    weighing: Weighing
    is_of_earlier_words: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One piece of evidence.

    Attributes
    ----------
    marks : list of Mark or None
        One for each hypothesis; None where nobody said.
    """

    held_up: Evidence | PlaceGiven
    marks: list[Mark | None]

    @property
    def tells_between(self) -> bool:
        """Whether it says of one hypothesis what it does not of another."""
        return len({mark.stance for mark in self.marks if mark is not None}) > 1

    @property
    def tells_nothing(self) -> bool:
        """Whether it was held against all of them, several, and says the same of each."""
        return len(self.marks) > 1 and None not in self.marks and not self.tells_between

    def against(self) -> int:
        """Return how many hypotheses it speaks against."""
        return sum(mark is not None and mark.stance is Stance.CONTRADICTS for mark in self.marks)


@dataclass(frozen=True, slots=True)
class HypothesisTable:
    """Hypotheses on one clip, and what was held against them.

    Attributes
    ----------
    hypotheses : list of Hypothesis
        Those that stand, in the order in which they were written.
    rows : list of Row
        Those that tell between them first, then by how many they speak against.
    """

    clip_sha256: str
    hypotheses: list[Hypothesis]
    rows: list[Row]

    def saying(self, column: int, stance: Stance) -> list[Row]:
        """Return what says this of one of the hypotheses."""
        return [
            row
            for row in self.rows
            if (mark := row.marks[column]) is not None and mark.stance is stance
        ]


def tables_of(case: CaseFile) -> list[HypothesisTable]:
    """Return a table for each clip on which hypotheses stand, in the order of the clips."""
    standing = case.standing_hypotheses()
    tables = []
    for clip in dict.fromkeys(one.clip_sha256 for one in case.clips):
        hypotheses = [one for one in standing if one.clip_sha256 == clip]
        if hypotheses:
            tables.append(HypothesisTable(clip, hypotheses, _rows(case, hypotheses)))
    return tables


def _rows(case: CaseFile, hypotheses: Sequence[Hypothesis]) -> list[Row]:
    words = [earlier_words(case, one) for one in hypotheses]
    said: dict[tuple[int, int], Mark] = {}
    for weighing in case.weighings:
        if weighing.event in case.withdrawn:
            continue
        for bearing in weighing.bearings:
            for column, events in enumerate(words):
                if bearing.hypothesis in events:
                    is_earlier = bearing.hypothesis != events[0]
                    mark = Mark(bearing.stance, weighing, is_earlier)
                    said[weighing.evidence, column] = mark
    counting: list[Evidence | PlaceGiven] = [
        *(one for one in case.evidence if one.event not in case.withdrawn),
        *case.standing_places(),
    ]
    rows = [
        Row(one, [said.get((one.event, column)) for column in range(len(hypotheses))])
        for one in sorted(counting, key=lambda one: one.event)
    ]
    weighed = [row for row in rows if any(row.marks)]
    return sorted(weighed, key=lambda row: (not row.tells_between, -row.against()))


def earlier_words(case: CaseFile, hypothesis: Hypothesis) -> list[int]:
    """Return the events of a hypothesis and of the words that it took the place of, last first."""
    by_event = {one.event: one for one in case.hypotheses}
    events = [hypothesis.event]
    # Only what was there before can be replaced; else somebody else's log could go round.
    while (before := by_event[events[-1]].instead_of) in by_event and before < events[-1]:
        events.append(before)
    return events
