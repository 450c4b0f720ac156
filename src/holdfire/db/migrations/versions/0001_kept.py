"""The kept tables: entries, disclosures, tiles' source is the entries, checkpoints, files."""

import sqlalchemy as sa
from alembic import op

from holdfire.db.schema import Index, Key

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "entry", sa.Column("idx", Index, primary_key=True), sa.Column("leaf", sa.LargeBinary, nullable=False)
    )
    op.create_table(
        "disclosure",
        sa.Column("idx", Index, primary_key=True),
        sa.Column("disclosures", sa.Text, nullable=False),
    )
    op.create_table(
        "checkpoint", sa.Column("size", Index, primary_key=True), sa.Column("note", sa.Text, nullable=False)
    )
    op.create_table(
        "cosignature",
        sa.Column("size", Index, primary_key=True, autoincrement=False),
        sa.Column("key_id", Key, primary_key=True),
        sa.Column("at", Index, primary_key=True, autoincrement=False),
        sa.Column("line", sa.Text, nullable=False),
    )
    op.create_table(
        "file",
        sa.Column("sha256", Key, primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
