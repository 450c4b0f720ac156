"""Sessions: a random token in the visitor's cookie, its SHA-256 in the book. New at every login, never taken over."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, NamedTuple

from holdfire.accounts import repo
from holdfire.accounts.model import Account, Session
from holdfire.record.encoding import sha256_hex

if TYPE_CHECKING:
    from sqlalchemy import Connection

MINUTE = 60_000_000
IDLE = 60 * MINUTE
"""A session ends an hour after it was last used."""
WHOLE = 12 * 60 * MINUTE
"""And twelve hours after it began, used or not: a shift."""
FRESH = 15 * MINUTE
"""What outlives a session, such as a new passkey, is for one that began this lately."""
NOTED = 5 * MINUTE
"""Use is written down no more often than this."""


class Visit(NamedTuple):
    """A session that holds, and the account whose it is."""

    session: Session
    account: Account


def begin(connection: Connection, name: str, way: str, now: int) -> str:
    """Begin a session and give its token: 256 random bits, base64url. Sessions that have run out are forgotten."""
    token = secrets.token_urlsafe(32)
    repo.end_older(connection, now - WHOLE, now - IDLE)
    repo.begin(connection, Session(digest(token), name, way, now, now))
    return token


def digest(token: str) -> str:
    """Give what is kept of a token."""
    return sha256_hex(token.encode())


def holds(session: Session, now: int) -> bool:
    """Tell whether a session holds: neither idle too long nor too old, nor from the future."""
    return session.begun <= session.seen <= now + MINUTE and now < min(
        session.seen + IDLE, session.begun + WHOLE
    )


def visit(connection: Connection, token: str, now: int) -> Visit | None:
    """Find the session of a token, if it holds and its account is not disabled."""
    found = repo.find_session(connection, digest(token))
    if found is None or not holds(found[0], now) or found[1].disabled is not None:
        return None
    return Visit(*found)
