"""The tables of a store, as the newest migration leaves them.

An entry's number is the sequence number of the event that added it: it grows without gaps in the
order of commits, on any database, and is never used for another entry. So "what changed since
event n" is a range of keys. Hashes lie in blobs, one row an entry, because a search reads them all.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

REVISIONS = ("0001", "0002", "0003")
"""Every form that the tables ever had, the newest last; each has a migration."""

METADATA = MetaData()

# SQLite takes only INTEGER as the number of a row itself.
_Number = BigInteger().with_variant(Integer(), "sqlite")


def _entry_number() -> Column[int]:
    return Column(
        "number", _Number, ForeignKey("footage.number", ondelete="CASCADE"), primary_key=True
    )


EVENTS = Table(
    "events",
    METADATA,
    Column("sequence", _Number, primary_key=True, autoincrement=False),
    Column("recorded_utc", String, nullable=False),
    Column("monotonic_ns", BigInteger, nullable=False),
    Column("boot", String, nullable=False),
    Column("actor_name", String, nullable=False),
    Column("actor_known_by", String, nullable=False),
    Column("action", String, nullable=False),
    Column("subject", String),
    Column("tool", String, nullable=False),
    Column("commitment", LargeBinary, nullable=False),
    Column("payload", Text),
    Column("salt", LargeBinary),
    Column("previous", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Index("events_by_subject", "subject"),
    CheckConstraint("(payload IS NULL) = (salt IS NULL)", name="words_and_salt"),
)

FOOTAGE = Table(
    "footage",
    METADATA,
    Column("number", _Number, ForeignKey("events.sequence"), primary_key=True, autoincrement=False),
    Column("key", LargeBinary(32), nullable=False, unique=True),
    # Of the event that added it: who writes the chain anew has to write this anew too.
    Column("event_hash", LargeBinary(32), nullable=False),
    Column("kind", String, nullable=False),
    Column("size_bytes", BigInteger),
    Column("duration_s", Float),
    Column("width_px", Integer),
    Column("height_px", Integer),
    Column("has_original", Boolean, nullable=False),
    Column("hash_count", Integer, nullable=False),
    Column("still_count", Integer, nullable=False),
    Column("descriptors", Text, nullable=False),
    Column("source", Text, nullable=False),
)

FRAME_HASHES = Table(
    "frame_hashes",
    METADATA,
    _entry_number(),
    Column("pdq", LargeBinary, nullable=False),
    Column("time_ms", LargeBinary, nullable=False),
    Column("quality", LargeBinary, nullable=False),
)

# Apart from the hashes above, which every search reads.
OTHER_DESCRIPTORS = Table(
    "other_descriptors",
    METADATA,
    _entry_number(),
    Column("phash", LargeBinary),
    Column("dhash", LargeBinary),
    Column("light_curve", LargeBinary),
    Column("audio_fingerprint", LargeBinary),
)

NAMES = Table(
    "names",
    METADATA,
    _entry_number(),
    Column("position", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    sqlite_with_rowid=False,
)

STILLS = Table(
    "stills",
    METADATA,
    _entry_number(),
    Column("time_ms", BigInteger, primary_key=True),
    Column("jpeg", LargeBinary, nullable=False),
)

LOCAL_FEATURES = Table(
    "local_features",
    METADATA,
    _entry_number(),
    # Of the event that brought them in, which may be later than the one that added the entry.
    Column("event_sequence", _Number, ForeignKey("events.sequence"), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Index("local_features_by_event", "event_sequence"),
)

FRAME_VECTORS = Table(
    "frame_vectors",
    METADATA,
    _entry_number(),
    Column("event_sequence", _Number, ForeignKey("events.sequence"), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Index("frame_vectors_by_event", "event_sequence"),
)

REMOVALS = Table(
    "removals",
    METADATA,
    Column(
        "event_sequence",
        _Number,
        ForeignKey("events.sequence"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("number", _Number, nullable=False, unique=True),
)
