"""What the rows of entries hold, in the words that the log has for it.

For the check, and for footage that comes in again.
"""

from typing import Any

import msgspec
from sqlalchemy import Connection, Row, select

from verify.domain.custody import Payload
from verify.domain.store_errors import UnreadableRecordError
from verify.storage import ties
from verify.storage.database import reading
from verify.storage.database.rows import rows_of_ours
from verify.storage.database.schema import (
    FOOTAGE,
    FRAME_HASHES,
    FRAME_VECTORS,
    LOCAL_FEATURES,
    OTHER_DESCRIPTORS,
    STILLS,
)

_ROWS = (
    select(
        FOOTAGE,
        FRAME_HASHES.c.pdq,
        FRAME_HASHES.c.time_ms,
        FRAME_HASHES.c.quality,
        OTHER_DESCRIPTORS.c.phash,
        OTHER_DESCRIPTORS.c.dhash,
        OTHER_DESCRIPTORS.c.light_curve,
        OTHER_DESCRIPTORS.c.audio_fingerprint,
        LOCAL_FEATURES.c.content,
        FRAME_VECTORS.c.content.label("frame_vectors"),
    )
    .join_from(FOOTAGE, FRAME_HASHES, isouter=True)
    .join(OTHER_DESCRIPTORS, OTHER_DESCRIPTORS.c.number == FOOTAGE.c.number, isouter=True)
    .join(LOCAL_FEATURES, LOCAL_FEATURES.c.number == FOOTAGE.c.number, isouter=True)
    .join(FRAME_VECTORS, FRAME_VECTORS.c.number == FOOTAGE.c.number, isouter=True)
)


def words_of_entry(connection: Connection, number: int) -> Payload:
    """Return what the rows of one entry hold, or raise `UnreadableRecordError`."""
    words = words_of_entries(connection, number, number)[number]
    if words is None:
        raise UnreadableRecordError(f"entry {number} of the archive")
    return words


def words_of_entries(connection: Connection, first: int, last: int) -> dict[int, Payload | None]:
    """Return what the rows of the entries with these numbers hold, None where it is not ours."""
    rows = connection.execute(_ROWS.where(FOOTAGE.c.number.between(first, last))).all()
    names = reading.names(connection, first, last)
    stills: dict[int, list[tuple[object, object]]] = {}
    of_entries = select(STILLS.c.number, STILLS.c.time_ms, STILLS.c.jpeg)
    for number, time_ms, jpeg in connection.execute(
        of_entries.where(STILLS.c.number.between(first, last))
    ):
        stills.setdefault(number, []).append((time_ms, jpeg))
    return {
        row.number: _words(row, names.get(row.number, []), stills.get(row.number, []))
        for row in rows
    }


def _words(row: Row[Any], names: list[str], stills: list[tuple[object, object]]) -> Payload | None:
    try:
        with rows_of_ours("an entry"):
            words = ties.words_of(
                kind=row.kind,
                facts={name: getattr(row, name) for name in ties.FACTS},
                has_original=row.has_original,
                descriptors=msgspec.json.decode(row.descriptors, type=dict[str, str]),
                source=msgspec.json.decode(row.source, type=Payload),
                hashes=reading.frame_hashes(
                    row.pdq, row.time_ms, row.quality, row.phash, row.dhash
                ),
                stills=[reading.still_of(*still) for still in stills],
                light_curve=row.light_curve,
                audio_fingerprint=row.audio_fingerprint,
                local_features=row.content,
                frame_vectors=row.frame_vectors,
            )
    except UnreadableRecordError:
        return None
    # What is said of how many there are is shown to people, and counts for as much as they do.
    words |= {"hash_count": row.hash_count, "still_count": row.still_count, ties.NAMES: names}
    if not row.still_count:
        del words["still_count"]
    return words
