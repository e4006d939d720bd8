"""Findings as text in columns, for a terminal or for a spreadsheet."""

from collections.abc import Iterator

from verify.domain.findings import Analysis, ClaimedPosition, Flash
from verify.domain.rows import HashRow
from verify.domain.timing import timecode
from verify.workbench.clips import HashAnswer


def hash_table(answer: HashAnswer) -> str:
    """Return the hashes as comma-separated values, the column names first."""
    lines = [",".join(HashRow._fields)]
    lines += [",".join(str(value) for value in row) for row in answer.rows]
    lines += [f"# {kind}: {text}" for kind, text in (answer.all_kinds or {}).items()]
    return "\n".join(lines)


def flash_table(analysis: Analysis, *, with_rejected: bool) -> str:
    """Return the flashes, one line each, and what the clip's times are worth."""
    flashes = analysis.flashes or []
    listed = [flash for flash in flashes if flash.accepted or with_rejected]
    hidden = len(flashes) - len(listed)
    lines = [
        f"{'onset':<14}{'error':<10}{'kind':<15}{'rise':<10}{'area':<7}why",
        *(_flash_line(flash) for flash in listed),
    ]
    if not listed:
        lines = ["No flash found."]
    if hidden:
        lines.append(f"{hidden} rises in light were looked at and rejected; --all lists them.")
    return "\n".join(lines)


def _flash_line(flash: Flash) -> str:
    rise = f"{'>= ' if flash.saturated else ''}{flash.rise_luminance:.3f}"
    error = f"+-{flash.onset_error_s:.3f} s"
    kind = flash.kind if flash.accepted else f"not: {flash.kind}"
    hints = f" ({'; '.join(flash.hints)})" if flash.hints else ""
    return (
        f"{timecode(flash.onset_s):<14}{error:<10} {kind:<15}{rise:<10}"
        f"{flash.area_share:<7.0%}{flash.reason}{hints}"
    )


def metadata_table(analysis: Analysis) -> str:
    """Return what the file says of itself, one claim a line."""
    metadata = analysis.metadata
    if metadata is None:
        reasons = [skip.reason for skip in analysis.skipped if skip.analysis == "metadata"]
        return f"{analysis.footage.untrusted_name}: not read: {'; '.join(reasons)}"
    lines = [f"{analysis.footage.untrusted_name}: claimed by the file, not measured"]
    lines += [f"  {line}" for line in _footage_lines(analysis)]
    lines += [f"  position: {_position_text(position)}" for position in metadata.positions]
    if metadata.untrusted_created:
        lines.append(f"  created: {metadata.untrusted_created}")
    if metadata.untrusted_timecode:
        lines.append(f"  timecode: {metadata.untrusted_timecode}")
    lines += [f"  {key}: {text}" for key, text in metadata.untrusted_container_tags.items()]
    for stream in metadata.streams:
        lines.append(f"  stream {stream.index}: {stream.kind}, {stream.codec or 'no codec'}")
        lines += [f"    {key}: {text}" for key, text in stream.untrusted_tags.items()]
    lines += [f"  EXIF {key}: {text}" for key, text in (metadata.untrusted_exif or {}).items()]
    lines += [f"  Doubt: {doubt}" for doubt in metadata.doubts]
    return "\n".join(lines)


def _footage_lines(analysis: Analysis) -> Iterator[str]:
    footage = analysis.footage
    yield f"container: {footage.container}, {footage.size_bytes} bytes"
    yield f"SHA-256: {footage.sha256}"
    if video := footage.video:
        turned = f", turned {video.rotation_deg} degrees" if video.rotation_deg else ""
        rate = f", {video.frame_rate:.3f} frames per second" if video.frame_rate else ""
        yield f"video: {video.codec}, {video.width_px} x {video.height_px}{turned}{rate}"
    if audio := footage.audio:
        yield f"sound: {audio.codec}, {audio.sample_rate_hz} Hz, {audio.channels} channels"


def _position_text(position: ClaimedPosition) -> str:
    height = "" if position.altitude_m is None else f", {position.altitude_m:g} m"
    doubts = f" (doubt: {'; '.join(position.doubts)})" if position.doubts else ""
    return (
        f"{position.latitude_deg:.6f}, {position.longitude_deg:.6f}{height}"
        f" from {position.source}{doubts}"
    )
