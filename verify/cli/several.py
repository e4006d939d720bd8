"""One file or many: what is printed, what fails, which exit code follows.

For one file the answer or the error is that file's. For several, or a folder, one bad file is
reported and the rest go on.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from verify.cli.output import excerpt, failure, print_json, progress_line, say, summary
from verify.domain.errors import InputError, shown_name
from verify.domain.findings import Analysis
from verify.workbench import clips
from verify.workbench.clips import InspectionOptions, OnProgress, Outcome

Answer = TypeVar("Answer")
Work = Callable[[Path, InspectionOptions, OnProgress | None], Answer]
_ONE_OF_SEVERAL_FAILED = 1


def publish_each(
    named: Sequence[Path],
    options: InspectionOptions,
    output: Path | None,
    *,
    force: bool,
    as_json: bool,
    keys: Sequence[str] | None,
    inspect: Callable[..., Analysis] = clips.inspect,
) -> None:
    """Analyse each file and leave its result folder.

    Parameters
    ----------
    named : sequence of Path
        Files and folders as typed.
    options : InspectionOptions
        What to do with each.
    output : Path or None
        The result folder of one file, or the folder that holds one for each of several.
    force : bool
        Whether to replace results that exist.
    as_json : bool
        Print one JSON object instead of a summary.
    keys : sequence of str or None
        Keys of the analysis to print; None prints all of it.
    inspect : callable
        As `verify.jobs.inspection.inspect`.
    """
    places: dict[Path, Path] = {}

    def work(
        path: Path, options: InspectionOptions, on_progress: OnProgress | None
    ) -> tuple[Analysis, Path]:
        result = places[path]
        analysis = inspect(path, result, options=options, force=force, on_progress=on_progress)
        return analysis, result

    def place(files: Sequence[Path], many: bool) -> None:
        places.update(clips.result_places(files, output, many=many))

    def text_of(answer: tuple[Analysis, Path]) -> str:
        analysis, result = answer
        return f"{summary(analysis)}\nResult:    {shown_name(str(clips.front_page(result)))}"

    def json_of(answer: tuple[Analysis, Path]) -> dict[str, Any]:
        return clips.as_builtins(answer[0]) if keys is None else excerpt(answer[0], keys)

    answer_each(
        named, options, work, as_json=as_json, text_of=text_of, json_of=json_of, prepare=place
    )


def answer_each(
    named: Sequence[Path],
    options: InspectionOptions,
    work: Work[Answer],
    *,
    as_json: bool,
    text_of: Callable[[Answer], str],
    json_of: Callable[[Answer], dict[str, Any]],
    prepare: Callable[[Sequence[Path], bool], None] = lambda _files, _many: None,
    between: str = "\n",
) -> None:
    """Do the work on each file and print what came of it.

    `prepare` is called once, with all files and whether they count as many. `between` follows the
    text of each of several.

    Raises
    ------
    VerifyError
        If there is only one file and it failed.
    """
    gathered = clips.gather(named)
    for note in gathered.left_out:
        say(note)
    alone = not are_several(named)
    prepare(gathered.files, not alone)
    if options.allow_weak_sandbox and (warning := clips.weak_sandbox_note()) is not None:
        say(warning)
    outcomes = _outcomes(gathered.files, options, work)
    if alone:
        outcome = next(outcomes)
        if outcome.error is not None:
            raise outcome.error
        answer = _answer_of(outcome)
        if as_json:
            print_json(json_of(answer))
        else:
            click.echo(text_of(answer))
        return
    results, failed = [], []
    for outcome in outcomes:
        if outcome.error is not None:
            say(f"Error: {outcome.error}")
            failed.append(failure(outcome))
        elif as_json:
            results.append(json_of(_answer_of(outcome)))
        else:
            click.echo(text_of(_answer_of(outcome)) + between)
    if as_json:
        print_json({"results": results, "failed": failed})
    if failed:
        sys.exit(_ONE_OF_SEVERAL_FAILED)


def are_several(named: Sequence[Path]) -> bool:
    """Return whether the answer is for several files; a folder counts as such."""
    return len(named) > 1 or clips.is_folder(named[0])


def _outcomes(
    files: Sequence[Path], options: InspectionOptions, work: Work[Answer]
) -> Iterator[Outcome[Answer]]:
    if not files:
        raise InputError("There is no footage in what you named. Name a video or picture file.")
    for path in files:
        with progress_line(path) as on_progress:
            outcome = clips.outcome_of(path, lambda: work(path, options, on_progress))  # noqa: B023
        yield outcome


def _answer_of(outcome: Outcome[Answer]) -> Answer:
    if outcome.answer is None:
        raise ValueError("the outcome is a failure")
    return outcome.answer
