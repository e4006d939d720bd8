"""What the file says of itself, read in the jail beside the pass over its frames."""

from dataclasses import dataclass
from pathlib import Path

from verify.domain.claimed import ContentCredentials, Metadata
from verify.domain.errors import FileInputError
from verify.domain.findings import FAILED, Skipped
from verify.jobs.messages import SUBTITLES_FILE, WorkRequest
from verify.media.metadata import read_credentials, read_metadata


@dataclass(frozen=True, slots=True)
class Claims:
    """As far as it was asked for and could be read."""

    metadata: Metadata | None
    c2pa: ContentCredentials | None
    skipped: list[Skipped]


def read_claims(media: Path, kind: str, request: WorkRequest) -> Claims:
    """Return what a file of this kind says of itself, and why not where that failed."""
    wanted = request.options.analyses
    subtitles = media.with_name(SUBTITLES_FILE)
    metadata, skipped = None, []
    if "metadata" in wanted:
        try:
            metadata = read_metadata(
                media, kind, request.now, subtitles if subtitles.is_file() else None
            )
        except FileInputError as error:
            skipped = [Skipped(analysis="metadata", reason=f"{FAILED}: it {error.problem}")]
    c2pa = read_credentials(media, kind) if "c2pa" in wanted else None
    return Claims(metadata, c2pa, skipped)
