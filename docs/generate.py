"""Write what follows from other files: docs/cli.md, the schemas, the sums of the samples.

Run as `python -m docs.generate`; with `--check` nothing is written and stale files fail.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from verify.cli import main as verify_command
from verify.domain import (
    case_file,
    claims,
    comparison,
    derivation,
    duplicates,
    findings,
    matches,
    panorama,
    recordings,
    reverse_search,
    sky,
    sync,
    triage,
)
from verify.jobs import consent

_DOCS = Path(__file__).resolve().parent
_SAMPLES = _DOCS.parent / "samples"


def schema_text() -> str:
    """Return the JSON Schema of `analysis.json`, from the types that decode it."""
    return _schema_of(findings.Analysis, findings.SCHEMA_NAME)


def comparison_schema_text() -> str:
    """Return the JSON Schema of `comparison.json`, which lies with two files compared."""
    return _schema_of(comparison.Comparison, comparison.SCHEMA_NAME)


def derivation_schema_text() -> str:
    """Return the JSON Schema of the record that lies beside a copy."""
    return _schema_of(derivation.Derivation, derivation.SCHEMA_NAME)


def sky_schema_text() -> str:
    """Return the JSON Schema of what `verify sky --json` prints."""
    return _schema_of(sky.Sky, sky.SCHEMA_NAME)


def sync_schema_text() -> str:
    """Return the JSON Schema of what `verify sync --json` prints."""
    return _schema_of(sync.Sync, sync.SCHEMA_NAME)


def reverse_schema_text() -> str:
    """Return the JSON Schema of `packet.json`, which lies with stills to search by."""
    return _schema_of(reverse_search.Packet, reverse_search.SCHEMA_NAME)


def search_schema_text() -> str:
    """Return the JSON Schema of what `verify archive search --json` prints of one file."""
    return _schema_of(matches.Search, matches.SCHEMA_NAME)


def claims_schema_text() -> str:
    """Return the JSON Schema of what `verify case claims --json` prints."""
    return _schema_of(claims.ArticleClaims, claims.SCHEMA_NAME)


def case_schema_text() -> str:
    """Return the JSON Schema of what `verify case show --json` prints."""
    return _schema_of(case_file.CaseFile, case_file.SCHEMA_NAME)


def triage_schema_text() -> str:
    """Return the JSON Schema of what `verify triage --json` prints of one file."""
    return _schema_of(triage.Triage, triage.SCHEMA_NAME)


def panorama_schema_text() -> str:
    """Return the JSON Schema of what `verify panorama --json` prints."""
    return _schema_of(panorama.Panorama, panorama.SCHEMA_NAME)


def recordings_schema_text() -> str:
    """Return the JSON Schema of what `verify case recordings --json` prints."""
    return _schema_of(recordings.Recordings, recordings.SCHEMA_NAME)


def duplicates_schema_text() -> str:
    """Return the JSON Schema of what `verify archive dedupe --json` prints."""
    return _schema_of(duplicates.Duplicates, duplicates.SCHEMA_NAME)


def _schema_of(written: type, name: str) -> str:
    schema = msgspec.json.schema(written)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": name}
    return json.dumps(head | schema, indent=2) + "\n"


def cli_text() -> str:
    """Return the command line's reference: the help of each command as a user sees it."""
    return "\n".join(_cli_lines()) + "\n"


def _cli_lines() -> Iterator[str]:
    yield "# Command line\n"
    yield "Generated from the commands' own help; `python -m docs.generate` renews it.\n"
    yield from _help_block("verify", verify_command)
    yield from _subcommands("verify", verify_command, "##")


def _subcommands(parent: str, group: click.Group, heading: str) -> Iterator[str]:
    context = click.Context(group)
    for short_name in sorted(group.list_commands(context)):
        command, name = group.get_command(context, short_name), f"{parent} {short_name}"
        if command is None:
            continue
        yield f"\n{heading} {name}\n"
        yield from _help_block(name, command)
        if isinstance(command, click.Group):
            yield from _subcommands(name, command, f"{heading}#")


def _help_block(name: str, command: click.Command) -> Iterator[str]:
    context = click.Context(command, info_name=name, terminal_width=100, max_content_width=100)
    yield "```"
    yield command.get_help(context).rstrip()
    yield "```"


def samples_text() -> str:
    """Return the SHA-256 of each clip that is shipped, in the form of sha256sum."""
    shipped = sorted(file for file in _SAMPLES.iterdir() if file.suffix in {".jpg", ".mp4"})
    return "".join(
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in shipped
    )


PAGES = {
    _DOCS / "analysis.schema.json": schema_text,
    _DOCS / "case.schema.json": case_schema_text,
    _DOCS / "claims.schema.json": claims_schema_text,
    _DOCS / "comparison.schema.json": comparison_schema_text,
    _DOCS / "derivation.schema.json": derivation_schema_text,
    _DOCS / "panorama.schema.json": panorama_schema_text,
    _DOCS / "recordings.schema.json": recordings_schema_text,
    _DOCS / "reverse.schema.json": reverse_schema_text,
    _DOCS / "duplicates.schema.json": duplicates_schema_text,
    _DOCS / "search.schema.json": search_schema_text,
    _DOCS / "sky.schema.json": sky_schema_text,
    _DOCS / "sync.schema.json": sync_schema_text,
    _DOCS / "triage.schema.json": triage_schema_text,
    _DOCS / "cli.md": cli_text,
    Path(consent.__file__).with_name(consent.SHIPPED_SAMPLES): samples_text,
}


def main(arguments: list[str]) -> int:
    """Write the files, or with `--check` name those that are stale."""
    stale = [
        page
        for page, text_of in PAGES.items()
        if not page.is_file() or page.read_text("utf-8") != text_of()
    ]
    if "--check" in arguments:
        for page in stale:
            print(f"{page.relative_to(_DOCS.parent)} is stale; run python -m docs.generate")
        return int(bool(stale))
    for page in stale:
        page.write_text(PAGES[page](), "utf-8")
        print(f"{page.relative_to(_DOCS.parent)} written")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
