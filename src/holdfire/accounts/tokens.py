"""Tokens: what lets a program in as an account. Random, shown once, kept as a digest only, and they expire."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from holdfire.accounts import limits, repo
from holdfire.accounts.model import Account, Scope, Token
from holdfire.accounts.sessions import MINUTE, NOTED, digest
from holdfire.db.engine import read, write
from holdfire.errors import BadInput, Stranger, TooMany
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Engine

PREFIX = "holdfire_"
"""How every token begins, so that a program that looks for leaked secrets can find one."""
DAY = 24 * 60 * MINUTE
LONGEST = 366
"""Days after which every token has run out."""


def make(
    connection: Connection, name: str, scopes: Iterable[Scope], days: int, now: int, label: str = ""
) -> str:
    """Keep a new token of an account and give it: 256 random bits, base64url.

    NotFound `account-missing`, BadInput `token-days`.
    """
    repo.get(connection, name)
    if not 1 <= days <= LONGEST:
        raise BadInput(
            "token-days",
            say("a token cannot hold for {days} days", days=days),
            hint=say("1 to {most}", most=LONGEST),
        )
    token = PREFIX + secrets.token_urlsafe(32)
    repo.add_token(
        connection, Token(digest(token), name, frozenset(scopes), label, now, now + days * DAY, None)
    )
    return token


def holds(token: Token, account: Account, now: int) -> bool:
    """Tell whether a token holds: not run out, not from the future, and its account not disabled."""
    return token.made <= now + MINUTE and now < token.expires and account.disabled is None


def visit(engine: Engine, token: str, address: str, now: int) -> tuple[Token, Account]:
    """Find the account that a token stands for, and note its use, at most every five minutes.

    Stranger `token-unfit` in one way whatever was wrong; TooMany `token-limited` where too many came from an address.
    """
    with read(engine) as connection:
        found = repo.find_token(connection, digest(token))
    if found is None or not holds(*found, now):
        _count(engine, limits.by_token(address), now)
        raise Stranger(
            "token-unfit",
            say("that token is not known here, or does not hold any more"),
            hint=say("`holdfire account token add` makes one"),
        )
    if now - (found[0].used or 0) > NOTED:
        with write(engine) as connection:
            repo.touch_token(connection, found[0].sha256, now)
    return found


def _count(engine: Engine, who: str, now: int) -> None:
    """Count a token that does not hold; TooMany `token-limited`."""
    with write(engine) as connection:
        n, last = repo.failures(connection, who, now)
        wait = limits.left(n, limits.free(who), last, now)
        if wait:
            raise TooMany(
                "token-limited",
                say(
                    "too many tokens that do not hold; wait {seconds} seconds",
                    seconds=-(-wait // limits.SECOND),
                ),
            )
        repo.fail(connection, who, now)
