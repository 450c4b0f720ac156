"""Logging in by name and password: limited, refused in one way whatever was wrong, and at the same cost."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from holdfire.accounts import limits, passwords, repo, sessions
from holdfire.accounts.model import NAME, Account, Role, demand_compartment, demand_name
from holdfire.db.engine import read, write
from holdfire.errors import Refused, TooMany
from holdfire.words import say

if TYPE_CHECKING:
    from sqlalchemy import Engine


def new_account(
    name: str,
    role: Role,
    actor: str,
    *,
    password: str,
    parties: tuple[str, ...],
    zones: tuple[str, ...],
    now: int,
) -> Account:
    """Make an account, with `password` hashed; BadInput `account-name`, `compartment-wrong`, `password-unfit`."""
    demand_name(name)
    demand_compartment(role, parties, zones)
    return Account(
        name, secrets.token_hex(16), passwords.hashed(password), role, actor, parties, zones, now, None
    )


def refused() -> Refused:
    """Refuse a login without a word on what was wrong."""
    return Refused(
        "login-refused",
        say("that name and password do not go together, or that passkey is not known here"),
        hint=say("the secretariat sets passwords anew"),
    )


def by_password(engine: Engine, name: str, password: str, address: str, now: int) -> str:
    """Log in and give a session's token; Refused `login-refused`, TooMany `login-limited`.

    A try counts as failed before the password is looked at, so that many at once are no way round the limit.
    """
    name = name if NAME.fullmatch(name) else ""
    counts = [limits.by_account(name), limits.by_address(address)]
    _try(engine, counts, now)
    with read(engine) as connection:
        found = repo.find(connection, name)
    fits = passwords.fits(password, found.password if found else "")
    if found is None or not fits or found.disabled is not None:
        raise refused()
    with write(engine) as connection:
        repo.forgive(connection, counts[0])
        repo.forgive(connection, counts[1], by=1)
        return sessions.begin(connection, found.name, "password", now)


def _try(engine: Engine, counts: list[str], now: int) -> None:
    with write(engine) as connection:
        waits = [
            limits.left(n, limits.free(who), last, now)
            for who in counts
            for n, last in [repo.failures(connection, who, now)]
        ]
        if any(waits):
            raise TooMany(
                "login-limited",
                say("too many tries; wait {seconds} seconds", seconds=-(-max(waits) // limits.SECOND)),
                hint=say("a passkey is not limited by name"),
            )
        for who in counts:
            repo.fail(connection, who, now)


def change_password(
    engine: Engine, account: Account, old: str, new: str, keep: str, address: str, now: int
) -> None:
    """Change the password of whoever knows it, and end its other sessions; as `by_password`, `password-unfit`."""
    counts = [limits.by_account(account.name), limits.by_address(address)]
    _try(engine, counts, now)
    if not passwords.fits(old, account.password):
        raise refused()
    hashed = passwords.hashed(new)
    with write(engine) as connection:
        repo.forgive(connection, counts[0])
        repo.forgive(connection, counts[1], by=1)
        repo.set_password(connection, account.name, hashed)
        repo.end_all(connection, account.name, but=keep)
