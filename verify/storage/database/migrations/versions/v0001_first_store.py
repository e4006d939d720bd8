"""The first form of the store: the custody log, and the archive that stands on it."""

import sqlalchemy as sa
from alembic import op

from verify.storage.database import postgresql, sqlite

revision = "0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make all tables; this is not undone."""
    op.create_table(
        "events",
        sa.Column("sequence", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("recorded_utc", sa.String, nullable=False),
        sa.Column("monotonic_ns", sa.BigInteger, nullable=False),
        sa.Column("boot", sa.String, nullable=False),
        sa.Column("actor_name", sa.String, nullable=False),
        sa.Column("actor_known_by", sa.String, nullable=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("subject", sa.String),
        sa.Column("tool", sa.String, nullable=False),
        sa.Column("commitment", sa.LargeBinary, nullable=False),
        sa.Column("payload", sa.Text),
        sa.Column("salt", sa.LargeBinary),
        sa.Column("previous", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.CheckConstraint("(payload IS NULL) = (salt IS NULL)", name="words_and_salt"),
    )
    op.create_index("events_by_subject", "events", ["subject"])
    op.create_table(
        "footage",
        sa.Column(
            "number",
            _NUMBER,
            sa.ForeignKey("events.sequence"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("key", sa.LargeBinary(32), nullable=False, unique=True),
        sa.Column("event_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("size_bytes", sa.BigInteger),
        sa.Column("duration_s", sa.Float),
        sa.Column("width_px", sa.Integer),
        sa.Column("height_px", sa.Integer),
        sa.Column("has_original", sa.Boolean, nullable=False),
        sa.Column("hash_count", sa.Integer, nullable=False),
        sa.Column("still_count", sa.Integer, nullable=False),
        sa.Column("descriptors", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
    )
    op.create_table(
        "frame_hashes",
        _entry_number(),
        sa.Column("pdq", sa.LargeBinary, nullable=False),
        sa.Column("time_ms", sa.LargeBinary, nullable=False),
        sa.Column("quality", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "other_descriptors",
        _entry_number(),
        sa.Column("phash", sa.LargeBinary),
        sa.Column("dhash", sa.LargeBinary),
        sa.Column("light_curve", sa.LargeBinary),
        sa.Column("audio_fingerprint", sa.LargeBinary),
    )
    op.create_table(
        "names",
        _entry_number(),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "stills",
        _entry_number(),
        sa.Column("time_ms", sa.BigInteger, primary_key=True),
        sa.Column("jpeg", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "removals",
        sa.Column(
            "event_sequence",
            _NUMBER,
            sa.ForeignKey("events.sequence"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("number", _NUMBER, nullable=False, unique=True),
    )
    is_file = op.get_bind().dialect.name == "sqlite"
    for statement in sqlite.GUARDS.values() if is_file else postgresql.GUARDS:
        op.execute(statement)


def _entry_number() -> "sa.Column[int]":
    return sa.Column(
        "number", _NUMBER, sa.ForeignKey("footage.number", ondelete="CASCADE"), primary_key=True
    )
