"""The command for the first five minutes with a clip."""

import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import msgspec

from verify import settings
from verify.cli.parameters import FORCE, HOME, JSON, STORAGE, WEAK, output_folder
from verify.cli.parameters import Place as PlaceOnDisk
from verify.cli.several import answer_each
from verify.domain.cases import LONGEST_TEXT
from verify.domain.errors import BadParameterError, shown_name
from verify.domain.triage import Triage
from verify.presentation.triage_wording import Section, claim_words, sections
from verify.workbench import clips
from verify.workbench.clips import InspectionOptions, OnProgress

_WIDTH = 100
_MOST_CLAIMS = 20


@click.command(
    short_help="Take the first look: inspect, archive, sky and claims on one page.",
    epilog="Example: verify triage samples/night-strike.mp4 --claim 'The video shows two flashes' "
    "--place Idlib --at '2020-02-27 17:00/2020-02-28 04:30'",
)
@click.argument(
    "files", nargs=-1, required=True, metavar="CLIP...", type=PlaceOnDisk(path_type=Path)
)
@click.option(
    "--claim",
    "claims",
    multiple=True,
    metavar="TEXT",
    help="What it is said to show, in a plain English sentence. Repeatable.",
)
@click.option(
    "--place",
    metavar="PLACE",
    help='Where, it is said: a name such as "Douma, Syria", or a position such as 35.93,36.63.  '
    "[default: the claim's own]",
)
@click.option(
    "--at",
    "asked",
    metavar="TIME",
    help="When, it is said: a time, a day or a window, as for verify sky.  [default: the claim's "
    "own]",
)
@click.option(
    "--outdoors/--indoors",
    default=None,
    help="You say that it was filmed outdoors, or inside.  [default: not said]",
)
@output_folder("a folder beside you, named after the file")
@FORCE
@HOME
@STORAGE
@WEAK
@JSON
def triage(
    files: Sequence[Path],
    claims: tuple[str, ...],
    place: str | None,
    asked: str | None,
    outdoors: bool | None,
    output: Path | None,
    force: bool,
    home: Path | None,
    storage: str | None,
    weak_allowed: bool,
    as_json: bool,
) -> None:
    """Say on one page what a clip is, whether it was seen before, and what fits what is claimed.

    It is inspected, the archive is asked if there is one, Sun and Moon are worked out, and what is
    claimed is held against all of that; then three next steps. A result that is there for the same
    file is used as it is. Nothing leaves this machine, and nothing here is a verdict: what merely
    fits would fit most clips of its kind.
    """
    # Imported here: it loads what reads claims and works out skies.
    from verify.workbench.triage import Question, assert_time, desk, place_meant
    from verify.workbench.triage_page import write_triage_page

    if len(claims) > _MOST_CLAIMS:
        raise BadParameterError("--claim", len(claims), f"{_MOST_CLAIMS} claims at most")
    if any(not text.strip() or len(text) > LONGEST_TEXT for text in claims):
        raise BadParameterError(
            "--claim", "", f"a sentence, of {LONGEST_TEXT:,} characters at most"
        )
    if asked is not None:
        assert_time(asked)
    question = Question(
        claims=[text.strip() for text in claims],
        place=None if place is None else place_meant(place),
        asked=asked,
        outdoors=outdoors,
    )
    folder = settings.home_folder(home)
    places: dict[Path, Path] = {}

    def prepare(found: Sequence[Path], many: bool) -> None:
        places.update(clips.result_places(found, output, many=many))

    with desk(
        folder, settings.storage_address(folder, storage), settings.descriptor_weights()
    ) as at_work:

        def work(
            path: Path, options: InspectionOptions, on_progress: OnProgress | None
        ) -> tuple[Triage, Path]:
            made = at_work.triage(
                path,
                places[path],
                question,
                options=options,
                force=force,
                on_progress=on_progress,
            )
            return made, write_triage_page(made, places[path])

        answer_each(
            files,
            InspectionOptions(allow_weak_sandbox=weak_allowed),
            work,
            as_json=as_json,
            text_of=lambda answer: "\n".join(_lines(*answer)),
            json_of=lambda answer: msgspec.to_builtins(answer[0]),
            prepare=prepare,
        )


def _lines(made: Triage, page: Path) -> Iterator[str]:
    yield shown_name(made.footage.untrusted_name)
    for number, claim in enumerate(made.claims, start=1):
        yield from _wrapped(f"Claim {number}: {claim_words(claim)}", "  ", "    ")
    for section in sections(made):
        yield ""
        yield from _section_lines(section)
    yield ""
    yield f"Page: {shown_name(str(page))}"


def _section_lines(section: Section) -> Iterator[str]:
    yield section.title.upper()
    for line in section.lines:
        yield from _wrapped(line.text, "  ", "    ")
        for under in line.under:
            yield from _wrapped(under, "      ", "        ")
        if line.command is not None:
            yield f"      $ {line.command}"


def _wrapped(text: str, first: str, rest: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
    )


COMMANDS = (triage,)
