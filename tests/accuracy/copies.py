"""How many copies of real clips are found, and what is found that is none.

python -m tests.accuracy.copies [--split scored|tuning] [--folder F] [--only EDIT] [--limit N]

The set is made once (`tests.synthesis.copies`), archived as a user archives a folder, and asked for
file by file. Rules were set on the clips of `tuning` alone; `sources` lists both halves by name.
"""

import argparse
import hashlib
import os
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.accuracy import copy_rivals as rivals
from tests.accuracy.copy_scoring import Answered, Found, bars, figures, moments
from tests.synthesis.copies.sets import copy_set
from tests.synthesis.copies.truth import CopySet, Query, Reference, read_set
from verify.domain.matches import Match, MatchGrade, Search
from verify.jobs.archiving import Wanted
from verify.jobs.messages import InspectionOptions
from verify.workbench.archive import adding, shelf
from verify.workbench.archive.searching import Searcher, searching
from verify.workbench.clips import hashes_of

VARIANTS = ("day", "night", "dark")
"""As filmed by day; the same made dark; as filmed in the dark."""
_HASHES = InspectionOptions(analyses=frozenset(("hashes", "timebase")))
_DRAWN = "drawn"


@dataclass(frozen=True)
class Archive:
    """An archive of references, ready to be asked; sources by the SHA-256 of their files."""

    searcher: Searcher
    sources: dict[str, str]
    entries: list[tuple[str, rivals.Frames]]
    added_s: float


@contextmanager
def archive_of(folder: Path, references: Sequence[Reference], jobs: int) -> Iterator[Archive]:
    """Archive references in a home of their own, as `verify archive add` does."""
    sources = {_sha256(folder / each.file): each.source for each in references}
    with tempfile.TemporaryDirectory() as place:
        home = Path(place) / "home"
        address = f"sqlite:///{home / 'verify.db'}"
        with shelf.opened(home, address, shelf.acting_as("benchmark"), makes=True) as opened:
            begun_s = time.monotonic()
            files = [folder / each.file for each in references]
            options = adding.AddOptions(jobs=jobs, wanted=Wanted())
            for outcome in adding.add_files(opened, files, {}, options):
                if outcome.error is not None:
                    raise outcome.error
            added_s = time.monotonic() - begun_s
            entries = [
                (source, rivals.of_entry(opened.store.hashes(key)))
                for key, source in sources.items()
            ]
            with searching(opened) as searcher:
                yield Archive(searcher, sources, entries, added_s)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def answered(folder: Path, archive: Archive, query: Query) -> Answered:
    """Ask for one file, as a user does."""
    begun_s = time.monotonic()
    search = archive.searcher.search(folder / query.file)
    return Answered(query, found_in(search, archive.sources), time.monotonic() - begun_s)


def found_in(search: Search, sources: dict[str, str]) -> list[Found]:
    """Return the best match of each source, in the order in which sources are shown."""
    by_source: dict[str, list[Match]] = defaultdict(list)
    for match in search.matches:
        by_source[sources[match.footage.sha256]].append(match)
    found = []
    for rank, (source, matches) in enumerate(by_source.items()):
        best = max(matches, key=lambda match: match.score)
        grades = {match.match_grade for match in matches}
        segment = best.segments[0] if best.segments else None
        found.append(
            Found(
                source,
                best.score,
                next(grade for grade in MatchGrade if grade in grades),
                rank,
                (segment.query_start_s, segment.query_end_s) if segment else None,
                (segment.match_start_s, segment.match_end_s) if segment else None,
            )
        )
    return found


def rivals_answered(folder: Path, archive: Archive, query: Query) -> tuple[Answered, Answered]:
    """Return what the rule of vPDQ and pHash alone find."""
    frames = rivals.of_rows(hashes_of(folder / query.file, _HASHES).rows)
    return (
        Answered(query, rivals.by_vpdq(frames, archive.entries)),
        Answered(query, rivals.by_phash(frames, archive.entries)),
    )


def of_variant(all_answered: Sequence[Answered], variant: str) -> list[Answered]:
    """Return copies of one variant with what no archive has: of that variant, or drawn."""
    return [
        each
        for each in all_answered
        if each.query.kind in ("positive", "negative", "same_view")
        and each.query.variant in (variant, _DRAWN)
    ]


def copy_lines(all_answered: Sequence[Answered]) -> Iterator[str]:
    """Yield a line for each edit: recall at full precision, at 95 %, overlap, by variant."""
    parts = {variant: of_variant(all_answered, variant) for variant in VARIANTS}
    at = {variant: bars(part) for variant, part in parts.items()}
    yield "edit           " + "".join(f"{name:^30}" for name in VARIANTS)
    yield " " * 15 + "   n R@100%  R@95%  likely  IoU" * len(VARIANTS)
    edits = dict.fromkeys(each.query.edit for each in all_answered if each.query.kind == "positive")
    for edit in [*edits, "all"]:
        cells = [
            _cell(
                [each for each in parts[name] if edit in ("all", each.query.edit)],
                at[name].full,
                at[name].nearly,
            )
            for name in VARIANTS
        ]
        yield f"{edit:14}" + "".join(cells)
    for name in VARIANTS:
        false = f"{at[name].false} false, the best of them at {at[name].full:.2f}"
        yield (
            f"{name}: uAP {at[name].average_precision:.3f} of {at[name].copies} copies; "
            f"{false if at[name].false else 'nothing false'}"
        )


def _cell(part: Sequence[Answered], full: float, nearly: float) -> str:
    row = figures(part)
    if not row.copies:
        return f"{0:5}" + " " * 26
    sure = sum(grade in ("confirmed", "likely") for grade in row.grades) / row.copies
    return (
        f"{row.copies:5} {row.recall(full):6.2f} {row.recall(nearly):6.2f} {sure:7.2f} "
        f"{row.overlap:4.2f}"
    )


def false_lines(all_answered: Sequence[Answered], sources: int) -> Iterator[str]:
    """Yield how often a grade was given to what is no copy, and name what was confirmed."""
    for kind in ("negative", "same_view", "positive"):
        asked = [each for each in all_answered if each.query.kind == kind]
        wrong = [(each, found) for each in asked for found in each.false]
        if kind == "same_view":
            wrong += [
                (each, found) for each in asked if (found := each.of(each.query.same_view_of or ""))
            ]
        counted = Counter(str(found.grade) for _, found in wrong)
        pairs = sum(sources - len(each.query.copied) for each in asked)
        fixed = sum(each.query.is_fixed_camera for each in asked)
        note = f" ({fixed} of fixed cameras)" if kind == "same_view" else ""
        yield (
            f"{kind}: {len(asked)} queries{note}, {pairs} pairs that are no copies; "
            f"{counted['confirmed']} CONFIRMED, {counted['likely']} likely, "
            f"{counted['possible']} possible, {counted['same_view']} same view"
        )
        for each, found in wrong:
            if found.grade == "confirmed":
                yield f"  CONFIRMED {each.query.file} as {found.source}, score {found.score:.1f}"


def still_lines(all_answered: Sequence[Answered]) -> Iterator[str]:
    """Yield what screenshots and overlaid clips came to."""
    stills = [each for each in all_answered if each.query.kind == "screenshot"]
    for edit in [*dict.fromkeys(each.query.edit for each in stills), "all"]:
        for variant in VARIANTS:
            part = [
                each
                for each in stills
                if edit in ("all", each.query.edit) and each.query.variant == variant
            ]
            got = moments(part)
            if got.asked:
                errors_s = got.errors_s or [float("nan")]
                yield (
                    f"screenshot {edit:9} {variant:5}: {got.asked:3} asked, "
                    f"{got.first / got.asked:.2f} first, {got.timed / got.asked:.2f} within 1 s; "
                    f"median error {np.median(errors_s):.2f} s"
                )
    laid = [each for each in all_answered if each.query.kind == "overlay"]
    for kind in dict.fromkeys(each.query.edit for each in laid):
        part = [each for each in laid if each.query.edit == kind]
        found = sum(each.of(each.query.copied[0].source) is not None for each in part)
        yield f"under {kind}: {found} of {len(part)} found"


def rival_line(name: str, all_answered: Sequence[Answered]) -> str:
    """Return uAP and recall at full precision by variant."""
    cells = []
    for variant in VARIANTS:
        part = of_variant(all_answered, variant)
        at = bars(part)
        if at.copies:
            recall = figures(part).recall(at.full)
            cells.append(f"{variant} uAP {at.average_precision:.3f} R@100% {recall:.3f}")
    return f"{name}: {', '.join(cells)}"


def chosen(made: CopySet, only: Sequence[str], limit: int | None) -> list[Query]:
    """Return the queries to ask: of these edits or kinds, the first of each edit and variant."""
    counted: Counter[tuple[str, str, str]] = Counter()
    kept = []
    for query in made.queries:
        if only and not {query.edit, query.kind} & set(only):
            continue
        counted[query.kind, query.edit, query.variant] += 1
        if limit is None or counted[query.kind, query.edit, query.variant] <= limit:
            kept.append(query)
    return kept


def lines(
    folder: Path, made: CopySet, queries: Sequence[Query], jobs: int, *, with_rivals: bool
) -> Iterator[str]:
    """Archive, ask, and yield the figures."""
    with archive_of(folder, made.archived, jobs) as archive, ThreadPoolExecutor(jobs) as pool:
        yield f"{len(made.archived)} references added in {archive.added_s:.0f} s"
        begun_s = time.monotonic()
        ours = list(pool.map(lambda query: answered(folder, archive, query), queries))
        took_s = [each.took_s for each in ours]
        yield (
            f"{len(ours)} queries asked in {time.monotonic() - begun_s:.0f} s, {jobs} at a time: "
            f"median {np.median(took_s):.2f} s, longest {max(took_s):.2f} s each"
        )
        yield from copy_lines(ours)
        yield from false_lines(ours, len(set(archive.sources.values())))
        yield from still_lines(ours)
        if with_rivals:
            both = list(pool.map(lambda query: rivals_answered(folder, archive, query), queries))
            yield rival_line("ours", ours)
            yield rival_line("rule of vPDQ", [vpdq for vpdq, _ in both])
            yield rival_line("pHash alone", [phash for _, phash in both])


def main(arguments: list[str]) -> int:
    """Make the set if it is not there, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=("tuning", "scored"), default="scored")
    parser.add_argument("--folder", type=Path, help="a set that is there; taken as it is")
    parser.add_argument("--only", action="append", default=[], help="an edit or kind; repeatable")
    parser.add_argument("--limit", type=int, help="queries of each edit and variant")
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--no-rivals", action="store_true")
    options = parser.parse_args(arguments)
    known = read_set(options.folder) if options.folder else None
    folder, made = (options.folder, known) if known else copy_set(options.split, options.folder)
    queries = chosen(made, options.only, options.limit)
    print(f"{made.split}: {folder}, made by {made.made_by}", flush=True)
    for line in lines(folder, made, queries, options.jobs, with_rivals=not options.no_rivals):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
