"""The kept tables of mirrors: what a book is a mirror of, what waits to be entered, what speaks against the log."""

import sqlalchemy as sa
from alembic import op

from holdfire.db.schema import Index, Key, Micros

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mirror_of",
        sa.Column("place", Key, primary_key=True),
        sa.Column("seen", Micros, nullable=False),
        sa.Column("size", Index, nullable=False),
    )
    op.create_table(
        "outbox",
        sa.Column("sha256", Key, primary_key=True),
        sa.Column("number", Index, nullable=False),
        sa.Column("kind", Key, nullable=False),
        sa.Column("parcel", sa.LargeBinary, nullable=False),
        sa.Column("made", Micros, nullable=False),
        sa.Column("tried", Micros),
        sa.Column("code", Key, nullable=False),
        sa.Column("words", Key, nullable=False),
        sa.Column("entry", Index),
    )
    op.create_table(
        "against",
        sa.Column("sha256", Key, primary_key=True),
        sa.Column("at", Micros, nullable=False),
        sa.Column("code", Key, nullable=False),
        sa.Column("shown", sa.Text, nullable=False),
        sa.Column("held", sa.Text, nullable=False),
    )
