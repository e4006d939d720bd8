"""A table for what a frame descriptor says of each entry."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the table; it stays empty where no descriptor is used."""
    op.create_table(
        "frame_vectors",
        sa.Column(
            "number",
            _NUMBER,
            sa.ForeignKey("footage.number", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("event_sequence", _NUMBER, sa.ForeignKey("events.sequence"), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_index("frame_vectors_by_event", "frame_vectors", ["event_sequence"])
