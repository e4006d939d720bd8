"""Commands on files, with no set-up: inspect, keyframes, hash, light, metadata."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from verify import settings
from verify.cli import light_tables, tables
from verify.cli.output import excerpt
from verify.cli.parameters import (
    FORCE,
    HOME,
    JSON,
    OUTPUT_ON_REQUEST,
    PNG,
    STORAGE,
    WEAK,
    Command,
    Place,
    Seconds,
    output_folder,
)
from verify.cli.several import answer_each, are_several, publish_each
from verify.workbench import clips
from verify.workbench.archive.inspecting import inspecting
from verify.workbench.clips import AnalysisName, InspectionOptions

_FILES = click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", type=Place(path_type=Path)
)


_OUTPUT = output_folder("a folder beside you, named after the file")


def _keyframe_options(command: Command) -> Command:
    for option in (
        click.option(
            "--max",
            "maximum",
            type=click.IntRange(1, 2_000),
            metavar="NUMBER",
            default=60,
            show_default=True,
            help="Most keyframes to keep; the most telling are kept first.",
        ),
        click.option(
            "--at",
            multiple=True,
            type=Seconds(),
            metavar="TIMECODE",
            help="Keep the frame on screen at this time, such as 12.5 or 1:02.5, instead of "
            "choosing. Repeatable.",
        ),
        click.option(
            "--every",
            type=Seconds(),
            metavar="SECONDS",
            help="Keep a frame at each multiple of this many seconds instead of choosing.",
        ),
        click.option(
            "--i-frames",
            is_flag=True,
            help="Keep the frames that the codec stored whole, instead of choosing.",
        ),
    ):
        command = option(command)
    return command


@click.command(
    short_help="Do all of it and leave a report for any browser.",
    epilog="Example: verify inspect samples/night-strike.mp4",
)
@_FILES
@_keyframe_options
@PNG
@_OUTPUT
@FORCE
@click.option("--no-archive", is_flag=True, help="Do not ask the archive whether it was seen.")
@HOME
@STORAGE
@WEAK
@JSON
def inspect(
    files: Sequence[Path],
    maximum: int,
    at: tuple[str, ...],
    every: str | None,
    i_frames: bool,
    with_png: bool,
    output: Path | None,
    force: bool,
    no_archive: bool,
    home: Path | None,
    storage: str | None,
    weak_allowed: bool,
    as_json: bool,
) -> None:
    """Analyse clips or pictures and leave a report with keyframes, hashes and the light curve.

    If there is an archive, it is asked whether a clip was seen before; the clip does not enter it.
    Nothing is uploaded and the file is not altered. Times count from the first frame shown; they
    are not clock times.
    """
    options = InspectionOptions(
        maximum_keyframes=maximum,
        keyframes_at=at,
        keyframe_every=every,
        only_i_frames=i_frames,
        with_png=with_png,
        allow_weak_sandbox=weak_allowed,
    )
    publish = partial(publish_each, files, options, output, force=force, as_json=as_json, keys=None)
    if no_archive:
        publish()
        return
    folder = settings.home_folder(home)
    with inspecting(
        folder, settings.storage_address(folder, storage), settings.descriptor_weights()
    ) as inspect_and_ask:
        publish(inspect=inspect_and_ask)


@click.command(
    short_help="Pull the frames worth looking at, with exact times.",
    epilog="Example: verify keyframes samples/night-strike.mp4 --at 4.2 -o stills",
)
@_FILES
@_keyframe_options
@_OUTPUT
@FORCE
@WEAK
@JSON
def keyframes(
    files: Sequence[Path],
    maximum: int,
    at: tuple[str, ...],
    every: str | None,
    i_frames: bool,
    output: Path | None,
    force: bool,
    weak_allowed: bool,
    as_json: bool,
) -> None:
    """Pull the frames worth looking at, at full size, with exact times and the reason for each.

    A keyframe here is a frame picked to be looked at; the codec's own I-frames are a different
    thing (--i-frames lists those).
    """
    options = InspectionOptions(
        analyses=frozenset(("timebase", "shots", "flashes", "keyframes")),
        maximum_keyframes=maximum,
        keyframes_at=at,
        keyframe_every=every,
        only_i_frames=i_frames,
        allow_weak_sandbox=weak_allowed,
    )
    keys = ("timebase", "shots", "keyframes", "keyframes_left_out")
    publish_each(files, options, output, force=force, as_json=as_json, keys=keys)


@click.command(
    "hash",
    short_help="Give perceptual hashes, to search an archive or to exchange.",
    epilog="Example: verify hash samples/night-strike.mp4 > hashes.csv",
)
@_FILES
@click.option("--every-frame", is_flag=True, help="Hash every frame instead of four a second.")
@click.option(
    "--all-kinds",
    is_flag=True,
    help="For pictures: also average, wavelet, colour and crop-resistant hashes.",
)
@OUTPUT_ON_REQUEST
@FORCE
@WEAK
@JSON
def hashes(
    files: Sequence[Path],
    every_frame: bool,
    all_kinds: bool,
    output: Path | None,
    force: bool,
    weak_allowed: bool,
    as_json: bool,
) -> None:
    """Give perceptual hashes (PDQ, pHash, dHash) to search an archive or to exchange.

    A small distance is a lead, not an identity: dark or plain frames hash alike, which a PDQ
    quality below 50 warns of.
    """
    options = InspectionOptions(
        analyses=frozenset(("hashes",)),
        hash_interval=None if every_frame else "1/4",
        all_hash_kinds=all_kinds,
        allow_weak_sandbox=weak_allowed,
    )
    if output is not None:
        publish_each(files, options, output, force=force, as_json=as_json, keys=())
        return
    answer_each(
        files,
        options,
        clips.hashes_of,
        as_json=as_json,
        text_of=lambda answer: tables.hash_table(answer, named=are_several(files)),
        json_of=lambda answer: (
            excerpt(answer.analysis, ())
            | {"hashes": [row._asdict() for row in answer.rows], "all_kinds": answer.all_kinds}
        ),
    )


@click.command(
    short_help="List sudden rises in brightness, such as explosions at night.",
    epilog="Example: verify light samples/night-strike.mp4",
)
@_FILES
@click.option(
    "--all", "with_rejected", is_flag=True, help="List rejected rises too, each with its reason."
)
@click.option(
    "--mains",
    "with_mains",
    is_flag=True,
    help="Also tell whether lamps flicker with a mains of 50 or 60 Hz; needs 5 s of one shot.",
)
@PNG
@OUTPUT_ON_REQUEST
@FORCE
@WEAK
@JSON
def light(
    files: Sequence[Path],
    with_rejected: bool,
    with_mains: bool,
    with_png: bool,
    output: Path | None,
    force: bool,
    weak_allowed: bool,
    as_json: bool,
) -> None:
    """List sudden rises in brightness, such as explosions filmed at night, and blinking lights.

    Times count from the first frame shown; they are not clock times. A flash is a rise in light,
    not a finding of what caused it; a rate does not say what blinks.
    """
    asked: frozenset[AnalysisName] = frozenset(
        ("timebase", "shots", "brightness", "flashes", "lights", "viewer_safety")
    )
    options = InspectionOptions(
        analyses=asked | {"mains"} if with_mains else asked,
        with_png=with_png,
        allow_weak_sandbox=weak_allowed,
    )
    keys = ("timebase", "shots", "brightness", "flashes", "lights", "mains", "viewer_safety")
    if output is not None:
        publish_each(files, options, output, force=force, as_json=as_json, keys=keys)
        return
    answer_each(
        files,
        options,
        clips.analysis_of,
        as_json=as_json,
        text_of=lambda analysis: "\n".join(
            [
                tables.flash_table(analysis, with_rejected=with_rejected),
                *light_tables.light_lines(analysis),
            ]
        ),
        json_of=lambda analysis: excerpt(analysis, keys),
    )


@click.command(
    short_help="Show what a file says of itself: time, place, writer, signature.",
    epilog="Example: verify metadata samples/night-strike.mp4",
)
@_FILES
@WEAK
@JSON
def metadata(files: Sequence[Path], weak_allowed: bool, as_json: bool) -> None:
    """Show what a file says of itself: time, place, device, who wrote it, Content Credentials.

    Every word of it is a claim that anyone may have typed; platforms strip most of it, so a missing
    one means nothing. A drone's subtitle file beside the clip (NAME.SRT) is read with it. Nothing
    is fetched.
    """
    options = InspectionOptions(
        analyses=frozenset(("metadata", "c2pa")), allow_weak_sandbox=weak_allowed
    )
    answer_each(
        files,
        options,
        clips.analysis_of,
        as_json=as_json,
        text_of=tables.metadata_table,
        json_of=lambda analysis: excerpt(analysis, ("metadata", "c2pa")),
    )


COMMANDS = (inspect, keyframes, hashes, light, metadata)
