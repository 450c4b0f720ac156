"""Accounts, passkeys, sessions, tokens and failed attempts: kept tables and their queries. No entry makes a row."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Connection, ForeignKey, LargeBinary, delete, insert, select, update

from holdfire.accounts import limits
from holdfire.accounts.model import Account, Passkey, Role, Scope, Session, Token
from holdfire.db.schema import Index, Key, Micros, kept
from holdfire.errors import Conflict, NotFound
from holdfire.words import say

if TYPE_CHECKING:
    from sqlalchemy import Row

account = kept(
    "account",
    Column("name", Key, primary_key=True),
    Column("handle", Key, nullable=False, unique=True),
    Column("password", Key, nullable=False),
    Column("role", Key, nullable=False),
    Column("actor", Key, nullable=False),
    Column("parties", Key, nullable=False),
    Column("zones", Key, nullable=False),
    Column("made", Micros, nullable=False),
    Column("disabled", Micros),
)
passkey = kept(
    "passkey",
    Column("id", Key, primary_key=True),
    Column("account", Key, ForeignKey("account.name"), nullable=False, index=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", Index, nullable=False),
    Column("label", Key, nullable=False),
    Column("made", Micros, nullable=False),
    Column("used", Micros),
)
session = kept(
    "session",
    Column("token_sha256", Key, primary_key=True),
    Column("account", Key, ForeignKey("account.name"), nullable=False, index=True),
    Column("way", Key, nullable=False),
    Column("begun", Micros, nullable=False),
    Column("seen", Micros, nullable=False),
)
token = kept(
    "token",
    Column("sha256", Key, primary_key=True),
    Column("account", Key, ForeignKey("account.name"), nullable=False, index=True),
    Column("scopes", Key, nullable=False),
    Column("label", Key, nullable=False),
    Column("made", Micros, nullable=False),
    Column("expires", Micros, nullable=False),
    Column("used", Micros),
)
attempt = kept(
    "attempt",
    Column("who", Key, primary_key=True),
    Column("failures", Index, nullable=False),
    Column("last", Micros, nullable=False),
)


def any_account(connection: Connection) -> bool:
    """Tell whether the book has an account, disabled or not: from then on its pages need a login."""
    return connection.execute(select(account.c.name).limit(1)).first() is not None


def accounts(connection: Connection) -> list[Account]:
    """Read every account, by name."""
    return [_account(r) for r in connection.execute(select(account).order_by(account.c.name))]


def find(connection: Connection, name: str) -> Account | None:
    """Read one account."""
    row = connection.execute(select(account).where(account.c.name == name)).first()
    return _account(row) if row else None


def get(connection: Connection, name: str) -> Account:
    """Read one account; NotFound `account-missing`."""
    found = find(connection, name)
    if found is None:
        raise NotFound(
            "account-missing",
            say("there is no account {name}", name=repr(name)),
            hint=say("`holdfire account list` shows them"),
        )
    return found


def add(connection: Connection, made: Account) -> None:
    """Keep a new account; Conflict `account-exists`."""
    if find(connection, made.name):
        raise Conflict(
            "account-exists",
            say("there is an account {name} already", name=repr(made.name)),
            hint=say("choose another name, or set its password anew: `holdfire account password`"),
        )
    row = {**made._asdict(), "role": made.role.value}
    row |= {"parties": json.dumps(made.parties), "zones": json.dumps(made.zones)}
    connection.execute(insert(account).values(row))


def set_password(connection: Connection, name: str, hashed: str) -> None:
    """Keep another password's hash."""
    connection.execute(update(account).where(account.c.name == name).values(password=hashed))


def set_disabled(connection: Connection, name: str, at: int | None) -> None:
    """Disable an account from an instant on, or (None) let it in again; its sessions end either way."""
    connection.execute(update(account).where(account.c.name == name).values(disabled=at))
    end_all(connection, name)


def _account(r: Row[Any]) -> Account:
    return Account(
        r.name, r.handle, r.password, Role(r.role), r.actor,
        tuple(json.loads(r.parties)), tuple(json.loads(r.zones)), r.made, r.disabled,
    )  # fmt: skip


def passkeys(connection: Connection, name: str) -> list[Passkey]:
    """Read the passkeys of an account, oldest first."""
    query = select(passkey).where(passkey.c.account == name).order_by(passkey.c.made, passkey.c.id)
    return [Passkey(*r) for r in connection.execute(query)]


def find_passkey(connection: Connection, wanted: str) -> Passkey | None:
    """Read one passkey by its id."""
    row = connection.execute(select(passkey).where(passkey.c.id == wanted)).first()
    return Passkey(*row) if row else None


def add_passkey(connection: Connection, made: Passkey) -> None:
    """Keep a passkey; Conflict `passkey-known`."""
    if find_passkey(connection, made.id):
        raise Conflict("passkey-known", say("that passkey is registered already"))
    connection.execute(insert(passkey).values(made._asdict()))


def count_use(connection: Connection, used: Passkey, sign_count: int, now: int) -> bool:
    """Keep how often a passkey says that it signed; False where another login has moved it on meanwhile."""
    same = (passkey.c.id == used.id) & (passkey.c.sign_count == used.sign_count)
    return (
        connection.execute(update(passkey).where(same).values(sign_count=sign_count, used=now)).rowcount == 1
    )


def remove_passkey(connection: Connection, name: str, wanted: str) -> None:
    """Forget a passkey of an account; NotFound `passkey-missing`."""
    mine = (passkey.c.id == wanted) & (passkey.c.account == name)
    if not connection.execute(delete(passkey).where(mine)).rowcount:
        raise NotFound("passkey-missing", say("the account has no such passkey"))


def begin(connection: Connection, made: Session) -> None:
    """Keep a new session."""
    connection.execute(insert(session).values(made._asdict()))


def find_session(connection: Connection, token_sha256: str) -> tuple[Session, Account] | None:
    """Read a session with its account, whether it still holds or not."""
    row = connection.execute(select(session).where(session.c.token_sha256 == token_sha256)).first()
    return (Session(*row), get(connection, row.account)) if row else None


def sessions(connection: Connection, name: str) -> list[Session]:
    """Read the sessions of an account, the newest first."""
    query = select(session).where(session.c.account == name).order_by(session.c.begun.desc())
    return [Session(*r) for r in connection.execute(query)]


def touch(connection: Connection, token_sha256: str, now: int) -> None:
    """Note that a session was used."""
    connection.execute(update(session).where(session.c.token_sha256 == token_sha256).values(seen=now))


def end(connection: Connection, token_sha256: str) -> None:
    """End one session."""
    connection.execute(delete(session).where(session.c.token_sha256 == token_sha256))


def end_all(connection: Connection, name: str, but: str = "") -> None:
    """End every session of an account, but one."""
    mine = (session.c.account == name) & (session.c.token_sha256 != but)
    connection.execute(delete(session).where(mine))


def end_older(connection: Connection, begun: int, seen: int) -> None:
    """Forget the sessions that began or were last used before these instants."""
    connection.execute(delete(session).where((session.c.begun <= begun) | (session.c.seen <= seen)))


def add_token(connection: Connection, made: Token) -> None:
    """Keep a token's digest, with what it is good for."""
    connection.execute(insert(token).values({**made._asdict(), "scopes": json.dumps(sorted(made.scopes))}))


def find_token(connection: Connection, sha256: str) -> tuple[Token, Account] | None:
    """Read a token with its account, whether it still holds or not."""
    row = connection.execute(select(token).where(token.c.sha256 == sha256)).first()
    return (_token(row), get(connection, row.account)) if row else None


def tokens(connection: Connection, name: str = "") -> list[Token]:
    """Read the tokens of all accounts, or of one, by account and oldest first."""
    query = select(token).order_by(token.c.account, token.c.made, token.c.sha256)
    return [_token(r) for r in connection.execute(query.where(token.c.account == name) if name else query)]


def touch_token(connection: Connection, sha256: str, now: int) -> None:
    """Note that a token was used."""
    connection.execute(update(token).where(token.c.sha256 == sha256).values(used=now))


def revoke(connection: Connection, begins: str) -> Token:
    """Forget the one token whose digest begins so; NotFound `token-missing`."""
    found = [t for t in tokens(connection) if begins and t.sha256.startswith(begins)]
    if len(found) != 1:
        raise NotFound(
            "token-missing", say("there is no token {begins}, or several that begin so", begins=begins)
        )
    connection.execute(delete(token).where(token.c.sha256 == found[0].sha256))
    return found[0]


def _token(r: Row[Any]) -> Token:
    scopes = frozenset(Scope(s) for s in json.loads(r.scopes))
    return Token(r.sha256, r.account, scopes, r.label, r.made, r.expires, r.used)


def failures(connection: Connection, who: str, now: int) -> tuple[int, int]:
    """Say how often somebody failed in a row, and when last; failures are forgotten after a day without another."""
    fresh = (attempt.c.who == who) & (attempt.c.last > now - limits.FORGOTTEN)
    row = connection.execute(select(attempt.c.failures, attempt.c.last).where(fresh)).first()
    return (row.failures, row.last) if row else (0, 0)


def fail(connection: Connection, who: str, now: int) -> None:
    """Count one failure more, and forget what is a day old."""
    before, _ = failures(connection, who, now)
    connection.execute(
        delete(attempt).where((attempt.c.last <= now - limits.FORGOTTEN) | (attempt.c.who == who))
    )
    connection.execute(insert(attempt).values(who=who, failures=before + 1, last=now))


def forgive(connection: Connection, who: str, by: int | None = None) -> None:
    """Take back `by` failures, or all of them."""
    if by is None:
        connection.execute(delete(attempt).where(attempt.c.who == who))
    else:
        left = update(attempt).where(attempt.c.who == who)
        connection.execute(left.values(failures=attempt.c.failures - by))
