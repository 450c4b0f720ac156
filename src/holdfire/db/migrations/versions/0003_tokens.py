"""The kept table of tokens, which let programs in as accounts. None of them is part of the record."""

import sqlalchemy as sa
from alembic import op

from holdfire.db.schema import Key, Micros

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "token",
        sa.Column("sha256", Key, primary_key=True),
        sa.Column("account", Key, sa.ForeignKey("account.name"), nullable=False, index=True),
        sa.Column("scopes", Key, nullable=False),
        sa.Column("label", Key, nullable=False),
        sa.Column("made", Micros, nullable=False),
        sa.Column("expires", Micros, nullable=False),
        sa.Column("used", Micros),
    )
