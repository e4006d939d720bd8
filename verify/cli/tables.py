"""Findings as text in columns, for a terminal or for a spreadsheet."""

from collections.abc import Iterator

from verify.domain.claimed import ContainerTree, Metadata
from verify.domain.findings import Analysis, Flash
from verify.domain.shares import percent
from verify.domain.timing import timecode
from verify.presentation.claims import claims
from verify.presentation.summary import warnings
from verify.presentation.tables import hashes_csv
from verify.presentation.wording import counted, hint_words, unexamined_words
from verify.workbench.clips import HashAnswer

_MOST_TOP_BOXES = 12


def hash_table(answer: HashAnswer, *, named: bool) -> str:
    """Return the hashes as in hashes.csv; lines that start with # are no part of the table.

    `named` puts the file's name above, for more than one file.
    """
    lines = [f"# {answer.analysis.footage.untrusted_name}"] if named else []
    lines += hashes_csv(answer.rows).splitlines()
    lines += [f"# {kind}: {text}" for kind, text in (answer.all_kinds or {}).items()]
    return "\n".join(lines)


def flash_table(analysis: Analysis, *, with_rejected: bool) -> str:
    """Return how many flashes there are and, one line each, what is known of them."""
    name = analysis.footage.untrusted_name
    if analysis.footage.kind == "picture":
        return f"{name}: a picture has no time axis, so there are no flashes to look for."
    if analysis.flashes is None:
        reasons = [skip.reason for skip in analysis.skipped if skip.analysis == "flashes"]
        return f"{name}: flashes were not looked for: {'; '.join(reasons)}"
    accepted = [flash for flash in analysis.flashes if flash.accepted]
    rejected = len(analysis.flashes) - len(accepted)
    lines = [f"{name}: {counted(len(accepted), 'flash', 'flashes') if accepted else 'no flash'}"]
    lines += [f"Careful: {warning}" for warning in warnings(analysis)]
    lines += unexamined_words(analysis.skipped, "flashes")
    listed = analysis.flashes if with_rejected else accepted
    if listed:
        rows = [_FLASH_COLUMNS, *(_flash_cells(flash) for flash in listed)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        widths[-1] = 0
        lines += [
            "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
            for row in rows
        ]
    if rejected and not with_rejected:
        were = "was" if rejected == 1 else "were"
        lines.append(
            f"{counted(rejected, 'rise')} in light {were} looked at and rejected; see --all."
        )
    return "\n".join(lines)


_FLASH_COLUMNS = ("onset", "error", "kind", "rise", "area", "why")


def _flash_cells(flash: Flash) -> tuple[str, ...]:
    hints = f" ({'; '.join(map(hint_words, flash.hints))})" if flash.hints else ""
    return (
        timecode(flash.onset_s),
        f"± {flash.onset_error_s:.3f} s",
        flash.kind if flash.accepted else f"not: {flash.kind}",
        f"{'>= ' if flash.saturated else ''}{flash.rise_luminance:.3f}",
        percent(flash.area_share),
        f"{flash.reason}{hints}",
    )


def metadata_table(analysis: Analysis) -> str:
    """Return what the file says of itself: first what matters, then all tags as they stand."""
    footage, metadata = analysis.footage, analysis.metadata
    lines = [f"{footage.untrusted_name}: {footage.size_bytes:,} bytes, SHA-256 {footage.sha256}"]
    if metadata is None:
        reasons = [skip.reason for skip in analysis.skipped if skip.analysis == "metadata"]
        lines.append(f"What it says of itself was not read: {'; '.join(reasons)}")
    lines.append("What follows is claimed by the file, not measured.")
    for claim in claims(analysis):
        lines.append(f"  {claim.label}: {claim.text}")
        lines += [f"      {note}" for note in claim.notes]
    if metadata is not None:
        lines += _as_written(analysis, metadata)
    return "\n".join(lines)


def _as_written(analysis: Analysis, metadata: Metadata) -> Iterator[str]:
    """Yield what the file holds, tag by tag."""
    yield "As written in the file:"
    yield from (f"  {line}" for line in _footage_lines(analysis))
    if tree := metadata.container:
        yield f"  {_container_line(tree)}"
    yield from (f"  {key}: {text}" for key, text in metadata.untrusted_container_tags.items())
    for stream in metadata.streams:
        yield f"  stream {stream.index}: {stream.kind}, {stream.codec or 'no codec'}"
        yield from (f"    {key}: {text}" for key, text in stream.untrusted_tags.items())
    for name, tags in (
        ("EXIF", metadata.untrusted_exif),
        ("XMP", metadata.xmp.untrusted_fields if metadata.xmp else None),
    ):
        if tags:
            yield f"  {name}"
            yield from (f"    {key}: {text}" for key, text in tags.items())


def _container_line(tree: ContainerTree) -> str:
    top = [box.path.partition(":")[0] for box in tree.boxes if "/" not in box.path]
    brands = " ".join(tree.untrusted_compatible_brands) or "none stated"
    more = " ..." if len(top) > _MOST_TOP_BOXES else ""
    return (
        f"boxes: {' '.join(top[:_MOST_TOP_BOXES])}{more}; brand "
        f"{tree.untrusted_major_brand or 'none'}, compatible: {brands}"
    )


def _footage_lines(analysis: Analysis) -> Iterator[str]:
    footage = analysis.footage
    yield f"container: {footage.container}"
    if video := footage.video:
        turned = f", turned {video.rotation_deg} degrees" if video.rotation_deg else ""
        rate = f", {video.frame_rate:.3f} frames per second" if video.frame_rate else ""
        yield f"{footage.kind}: {video.codec}, {video.width_px} x {video.height_px}{turned}{rate}"
    if audio := footage.audio:
        channels = counted(audio.channels, "channel")
        yield f"sound: {audio.codec}, {audio.sample_rate_hz} Hz, {channels}"
