"""What a file says of itself, for the clip's page: anyone may have typed every word of it."""

from collections.abc import Iterator, Mapping

from ui.blocks import Block, exact, fold, heading, quiet, rows, text
from ui.findings import no_result
from verify.domain.claimed import ContainerTree, Metadata
from verify.domain.findings import Analysis
from verify.workbench.desk import cautions, claims, wording


def stated(analysis: Analysis) -> list[Block]:
    """Return the claims of the file, what matters first; its raw tags are folded away."""
    metadata = analysis.metadata
    if metadata is None:
        return [quiet(no_result(analysis, "metadata"))]
    said = [(one.label, "\n".join((one.text, *one.notes))) for one in claims(analysis)]
    return [text(cautions.CLAIMED), rows(said), heading("As written in the file"), *_raw(metadata)]


def _raw(metadata: Metadata) -> Iterator[Block]:
    fields: list[tuple[str, Mapping[str, str]]] = [
        ("Tags of the container", metadata.untrusted_container_tags),
        *(
            (
                f"Stream {one.index}: {one.kind}, {one.codec or 'codec not known'}",
                one.untrusted_tags,
            )
            for one in metadata.streams
        ),
        ("EXIF", metadata.untrusted_exif or {}),
        ("XMP", metadata.xmp.untrusted_fields if metadata.xmp else {}),
    ]
    for title, tags in fields:
        if tags:
            counted = wording.counted(len(tags), "field")
            yield fold(f"{title} ({counted})", [rows(tags.items())])
    if metadata.container is not None:
        yield _container(metadata.container)


def _container(tree: ContainerTree) -> Block:
    lines = [f"{one.offset:>14,} {one.size_bytes:>16,}  {one.path}" for one in tree.boxes]
    if tree.boxes_left_out:
        lines.append(f"and {tree.boxes_left_out:,} more")
    faults = [text(fault) for fault in tree.faults]
    counted = wording.counted(len(tree.boxes) + tree.boxes_left_out, "box", "boxes")
    title = f"How the container is built ({counted})"
    return fold(title, [*faults, exact(lines), quiet(cautions.BOXES)])
