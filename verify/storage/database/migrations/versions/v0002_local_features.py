"""A table for the local features of each entry."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the table; entries that are there have none until they are added again."""
    op.create_table(
        "local_features",
        sa.Column(
            "number",
            _NUMBER,
            sa.ForeignKey("footage.number", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("event_sequence", _NUMBER, sa.ForeignKey("events.sequence"), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_index("local_features_by_event", "local_features", ["event_sequence"])
