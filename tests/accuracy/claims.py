"""How well claims are read out of labelled articles: `python -m tests.accuracy.claims [FOLDER]`.

A mention is right if the spans overlap by half of the longer one and the normalised values are
equal; F1 is pooled over all mentions of all articles, and null against null counts nothing. What
lies in an ignored span, found or not, counts nothing, nor does a place without a name. A conflict
is right if kind and pair of sentences are labelled, as the clearest pair or as another that shows
it; each labelled conflict is found once.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from tests.accuracy.claim_texts import own_articles
from tests.conftest import REPOSITORY
from verify.casework.claims.article import read_claims
from verify.casework.claims.reading import read_article

DATA = REPOSITORY.parent / "shared" / "data"
PARTS = ("numbers", "when", "said_when", "where", "source", "equipment")
BARS = {"numbers": 0.95, "when": 0.85, "where": 0.85, "source": 0.80, "equipment": 0.80}


@dataclass(frozen=True)
class Mention:
    """A part of a claim: where it stands, and its value as compared."""

    span: tuple[int, int]
    value: tuple[Any, ...]
    text: str


@dataclass
class Tally:
    """Right, missed and false ones of one part."""

    right: int = 0
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + len(self.false))

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + len(self.missed))

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + len(self.missed) + len(self.false))


def mentions(claim: dict[str, Any], part: str) -> Iterator[Mention]:
    """Yield the mentions of one part of a claim, as the labels write it."""
    if part in {"when", "said_when"}:
        one = claim["when"] if part == "when" else claim["source"].get("said_when")
        if one and (one["date_from"] or one["time"]):
            value = (one["date_from"], one["date_to"], one["time"])
            yield Mention(tuple(one["span"]), value, one["text"])
    elif part == "source":
        if claim["source"]["span"]:
            source = claim["source"]
            yield Mention(tuple(source["span"]), (source["kind"],), source["text"])
    elif part == "numbers":
        for one in claim["numbers"]:
            value = (one["min"], one["max"], one["comparator"], one["unit_or_category"])
            yield Mention(tuple(one["span"]), value, one["text"])
    else:
        for one in claim[part]:
            yield Mention(tuple(one["span"]), (), one["text"])


def overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Return what share of the longer of two spans both have."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, shared) / max(one[1] - one[0], other[1] - other[0])


def is_named(mention: Mention) -> bool:
    """Whether a place has a name; "The" at the start of a sentence is none."""
    return any(word[:1].isupper() for word in mention.text.removeprefix("The ").split())


def tally(
    found: Sequence[Mention], gold: Sequence[Mention], ignored: Sequence[tuple[int, int]], part: str
) -> Tally:
    """Match found mentions with labelled ones, one to one, the best overlap first."""
    pairs = sorted(
        (
            (-overlap(f.span, g.span), i, j)
            for i, f in enumerate(found)
            for j, g in enumerate(gold)
            if f.value == g.value and overlap(f.span, g.span) >= 0.5
        ),
    )
    left, right = set(range(len(found))), set(range(len(gold)))
    result = Tally()
    for _, i, j in pairs:
        if i in left and j in right:
            left.discard(i)
            right.discard(j)
            result.right += part != "where" or is_named(gold[j])
    result.missed = [
        f"{gold[j].text!r} {gold[j].value}" for j in right if part != "where" or is_named(gold[j])
    ]
    plain = [g.span for g in gold if part == "where" and not is_named(g)]
    for i in left:
        span = found[i].span
        is_free = any(overlap(span, one) > 0 for one in (*ignored, *plain))
        result.false += [] if is_free else [f"{found[i].text!r} {found[i].value}"]
    return result


@dataclass
class Score:
    """All that is counted over a set of articles."""

    parts: dict[str, Tally] = field(default_factory=lambda: {part: Tally() for part in PARTS})
    hedged: int = 0
    hedged_found: int = 0
    hedged_exact: int = 0
    plain_hedged: int = 0
    negation: Tally = field(default_factory=Tally)
    sentences: int = 0
    sentences_same: int = 0
    checkable: Counter[tuple[bool, bool]] = field(default_factory=Counter)
    footage_labelled: int = 0
    testable_right: int = 0
    measurement_right: int = 0
    claims: int = 0
    claims_matched: int = 0
    conflicts: Tally = field(default_factory=Tally)
    decoys: int = 0
    decoys_taken: list[str] = field(default_factory=list)
    longest_s: float = 0.0


def add_article(score: Score, name: str, text: str, gold: dict[str, Any]) -> list[str]:
    """Read one article, add what was right and wrong to a score, and return the errors."""
    started = time.perf_counter()
    found = msgspec.to_builtins(read_claims(read_article(text)))
    score.longest_s = max(score.longest_s, time.perf_counter() - started)
    ignored = [tuple(span) for span in gold["ignore"]]
    errors = []
    for part in PARTS:
        one = tally(
            list(_all(found["sentences"], part)), list(_all(gold["sentences"], part)), ignored, part
        )
        total = score.parts[part]
        total.right += one.right
        total.missed += one.missed
        total.false += one.false
        errors += [f"{name} {part} missed {text}" for text in one.missed]
        errors += [f"{name} {part} false {text}" for text in one.false]
    errors += [f"{name} {line}" for line in _add_sentences(score, found, gold)]
    errors += [f"{name} {line}" for line in _add_conflicts(score, found, gold)]
    return errors


def _all(sentences: Iterable[dict[str, Any]], part: str) -> Iterator[Mention]:
    """Yield the mentions of all claims; one that two claims of a sentence share counts once."""
    for sentence in sentences:
        yield from dict.fromkeys(
            mention for claim in sentence["claims"] for mention in mentions(claim, part)
        )


def _add_sentences(score: Score, found: dict[str, Any], gold: dict[str, Any]) -> Iterator[str]:
    by_span = {(one["start"], one["end"]): one for one in found["sentences"]}
    for sentence in gold["sentences"]:
        score.sentences += 1
        read = by_span.get((sentence["start"], sentence["end"]))
        score.sentences_same += read is not None
        if read is None:
            yield f"sentence {sentence['i']} is not split so"
            continue
        score.checkable[sentence["checkable"], read["checkable"]] += 1
        if sentence["checkable"] != read["checkable"]:
            why = f"{read['checkable_score']} {read['reasons']}"
            yield f"sentence {sentence['i']} checkable {sentence['checkable']}, {why}"
        for claim in sentence["claims"]:
            yield from _add_claim(score, claim, read["claims"], sentence["i"])
        if not sentence["claims"]:
            score.plain_hedged += any(claim["hedge"] for claim in read["claims"])


def _add_claim(
    score: Score, gold: dict[str, Any], claims: Sequence[dict[str, Any]], i: int
) -> Iterator[str]:
    score.claims += 1
    best = max(claims, key=lambda one: overlap(one["span"], gold["span"]), default=None)
    if best is not None and overlap(best["span"], gold["span"]) >= 0.5:
        score.claims_matched += 1
    if best is None or not overlap(best["span"], gold["span"]):
        if gold["hedge"]:
            score.hedged += 1
            yield f"sentence {i} hedge {gold['hedge']} missed: no claim"
        return
    if gold["hedge"]:
        score.hedged += 1
        score.hedged_found += best["hedge"] > 0
        score.hedged_exact += best["hedge"] == gold["hedge"]
    else:
        score.plain_hedged += best["hedge"] > 0
    if best["hedge"] != gold["hedge"]:
        yield f"sentence {i} hedge {gold['hedge']}, read {best['hedge']}"
    if gold["negated"] and best["negated"]:
        score.negation.right += 1
    elif gold["negated"]:
        score.negation.missed.append(gold["text"])
    elif best["negated"]:
        score.negation.false.append(gold["text"])
    if gold["testable_from_footage"] is None:
        return
    score.footage_labelled += 1
    score.testable_right += best["testable_from_footage"] == gold["testable_from_footage"]
    score.measurement_right += best["measurement"] == gold["measurement"]


def _add_conflicts(score: Score, found: dict[str, Any], gold: dict[str, Any]) -> Iterator[str]:
    left = list(gold["conflicts"])
    decoys = {tuple(one["sentences"]): one["kind"] for one in gold["decoys"]}
    score.decoys += len(gold["decoys"])
    for one in found["conflicts"] or []:
        pair = tuple(one["sentences"])
        right = next(
            (
                labelled
                for labelled in left
                if labelled["kind"] == one["kind"]
                and list(pair) in [labelled["sentences"], *labelled.get("also", [])]
            ),
            None,
        )
        if right:
            left.remove(right)
            score.conflicts.right += 1
        else:
            score.conflicts.false.append(str(one))
            yield f"conflict false {one}"
        if pair in decoys and not right:
            score.decoys_taken.append(f"{pair} {decoys[pair]}")
            yield f"decoy {decoys[pair]} taken for a conflict: {one}"
    score.conflicts.missed += [str(one) for one in left]
    yield from (f"conflict missed {one['kind']} {one['sentences']}: {one['why']}" for one in left)


def score_folder(folder: Path) -> tuple[Score, list[str]]:
    """Score every labelled article of a folder."""
    score, errors = Score(), []
    for path in sorted(folder.glob("[ah][0-9][0-9].json")):
        gold = json.loads(path.read_text("utf-8"))
        text = path.with_suffix(".md").read_text("utf-8")
        errors += add_article(score, path.stem, text, gold)
    return score, errors


def score_own() -> tuple[Score, list[str]]:
    """Score the labelled texts of our own."""
    score, errors = Score(), []
    for name, text, gold in own_articles():
        errors += add_article(score, name, text, gold)
    return score, errors


def lines(score: Score) -> Iterator[str]:
    """Yield the figures of a score, a line each."""
    yield f"sentences split as labelled: {score.sentences_same} of {score.sentences}"
    both = score.checkable[True, True]
    yield (
        f"checkable: precision {both / max(1, both + score.checkable[False, True]):.2f}, "
        f"recall {both / max(1, both + score.checkable[True, False]):.2f}"
    )
    for part, one in score.parts.items():
        bar = f" (bar {BARS[part]:.2f})" if part in BARS else ""
        yield (
            f"{part:10} F1 {one.f1:.3f}{bar}, precision {one.precision:.2f}, "
            f"recall {one.recall:.2f}; "
            f"{one.right} right, {len(one.missed)} missed, {len(one.false)} false"
        )
    yield (
        f"hedged claims found {score.hedged_found} of {score.hedged}, recall "
        f"{score.hedged_found / max(1, score.hedged):.2f} (bar 0.95), at the same level "
        f"{score.hedged_exact}; hedged where the label is plain: {score.plain_hedged}"
    )
    yield f"negated: F1 {score.negation.f1:.2f}"
    yield (
        f"claims matched by half {score.claims_matched} of {score.claims}; of "
        f"{score.footage_labelled} labelled, what footage can do is right in "
        f"{score.testable_right}, the measurement in {score.measurement_right}"
    )
    conflicts = score.conflicts
    yield (
        f"conflicts: precision {conflicts.precision:.2f} (bar 0.90), recall {conflicts.recall:.2f} "
        f"(bar 0.80), {conflicts.right} of {conflicts.right + len(conflicts.missed)} found; "
        f"decoys reported {len(score.decoys_taken)} of {score.decoys}"
    )
    yield f"slowest article {score.longest_s * 1000:.0f} ms (bar 1000 ms)"


def average_precision(ranked: Sequence[bool]) -> float:
    """Return the mean of the precision at each relevant item of a ranking.

    The ranking of a coin has the share of relevant items, in the mean.
    """
    hits, total = 0, 0.0
    for rank, is_relevant in enumerate(ranked, start=1):
        if is_relevant:
            hits += 1
            total += hits / rank
    return total / max(1, hits)


def rank_by_worth(path: Path) -> tuple[float, float]:
    """Return the average precision of check-worthiness on labelled sentences, and of a coin."""
    rows = json.loads(path.read_text("utf-8"))
    scored = []
    for index, row in enumerate(rows):
        answer = read_claims(read_article(row["text"]), language="en")
        best = max((one.checkable_score for one in answer.sentences), default=0.0)
        # Ties in the order of the file, which is not that of the labels.
        scored.append((-best, (index * 7919) % len(rows), row["label"] == 1))
    ranked = [is_relevant for _, _, is_relevant in sorted(scored)]
    return average_precision(ranked), sum(ranked) / len(ranked)


def main(arguments: list[str]) -> int:
    """Print the figures of a folder of articles, and of ranked sentences where they are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=DATA / "articles")
    parser.add_argument("--errors", action="store_true", help="print each error too")
    options = parser.parse_args(arguments)
    if not options.folder.is_dir():
        print(f"no labelled articles in {options.folder}", file=sys.stderr)
        return 2
    score, errors = score_folder(options.folder)
    for line in (*(errors if options.errors else ()), *lines(score)):
        print(line)
    score, errors = score_own()
    print("texts of our own, which the rules were mended on:")
    for line in (*(errors if options.errors else ()), *lines(score)):
        print(line)
    ranking = DATA / "claims" / "train.json"
    if ranking.is_file():
        reached, coin = rank_by_worth(ranking)
        print(f"check-worthiness: average precision {reached:.3f}, of a coin {coin:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
