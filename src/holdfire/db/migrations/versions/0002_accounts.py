"""The kept tables of logins: accounts, passkeys, sessions, failed attempts. None of them is part of the record."""

import sqlalchemy as sa
from alembic import op

from holdfire.db.schema import Index, Key, Micros

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("name", Key, primary_key=True),
        sa.Column("handle", Key, nullable=False, unique=True),
        sa.Column("password", Key, nullable=False),
        sa.Column("role", Key, nullable=False),
        sa.Column("actor", Key, nullable=False),
        sa.Column("parties", Key, nullable=False),
        sa.Column("zones", Key, nullable=False),
        sa.Column("made", Micros, nullable=False),
        sa.Column("disabled", Micros),
    )
    op.create_table(
        "passkey",
        sa.Column("id", Key, primary_key=True),
        sa.Column("account", Key, sa.ForeignKey("account.name"), nullable=False, index=True),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("sign_count", Index, nullable=False),
        sa.Column("label", Key, nullable=False),
        sa.Column("made", Micros, nullable=False),
        sa.Column("used", Micros),
    )
    op.create_table(
        "session",
        sa.Column("token_sha256", Key, primary_key=True),
        sa.Column("account", Key, sa.ForeignKey("account.name"), nullable=False, index=True),
        sa.Column("way", Key, nullable=False),
        sa.Column("begun", Micros, nullable=False),
        sa.Column("seen", Micros, nullable=False),
    )
    op.create_table(
        "attempt",
        sa.Column("who", Key, primary_key=True),
        sa.Column("failures", Index, nullable=False),
        sa.Column("last", Micros, nullable=False),
    )
