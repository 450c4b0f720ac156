"""An account, its passkeys and its sessions. Times are UTC microseconds."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from holdfire.errors import BadInput
from holdfire.words import Words, say

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
"""A login name is a function, such as `shore-duty-2`: it never names a person."""


class Role(StrEnum):
    """What an account is for; what each may see stands in `holdfire.web.access`."""

    MONITOR = "monitor"
    ANALYST = "analyst"
    PARTY = "party officer"
    LIAISON = "liaison officer"
    CHAIR = "chair"
    OBSERVER = "observer"
    SECRETARIAT = "secretariat"
    PROTECTION = "protection officer"
    PUBLIC = "public"


ROLES: dict[Role, Words] = {
    Role.MONITOR: say("monitor"),
    Role.ANALYST: say("analyst"),
    Role.PARTY: say("party officer"),
    Role.LIAISON: say("liaison officer"),
    Role.CHAIR: say("chair"),
    Role.OBSERVER: say("observer"),
    Role.SECRETARIAT: say("secretariat"),
    Role.PROTECTION: say("protection officer"),
    Role.PUBLIC: say("public"),
}
"""Every role in words."""

WHOLE = frozenset({Role.LIAISON, Role.CHAIR, Role.PUBLIC})
"""Roles that no compartment narrows: every member reads the same, and so does the public."""


class Account(NamedTuple):
    """Who logs in: a function of an actor. `parties` and `zones` narrow what it sees; empty, they do not.

    `handle` is what an authenticator knows the account by: random, hexadecimal. `password` is an argon2id hash, empty
    where the account logs in by passkey alone.
    """

    name: str
    handle: str
    password: str
    role: Role
    actor: str
    parties: tuple[str, ...]
    zones: tuple[str, ...]
    made: int
    disabled: int | None


class Passkey(NamedTuple):
    """A credential of an account: its id (base64url), its public key (COSE), how often it says that it signed."""

    id: str
    account: str
    public_key: bytes
    sign_count: int
    label: str
    made: int
    used: int | None


class Session(NamedTuple):
    """A login that may still hold: `way` is `password` or `passkey`. The token itself is never kept."""

    token_sha256: str
    account: str
    way: str
    begun: int
    seen: int


class Scope(StrEnum):
    """What a program may do with a token; its account's role and compartments hold besides."""

    READ = "read"
    REPORTS = "reports:write"
    ACTS = "acts:submit"


class Token(NamedTuple):
    """What lets a program in as an account, until it expires. The token itself is never kept."""

    sha256: str
    account: str
    scopes: frozenset[Scope]
    label: str
    made: int
    expires: int
    used: int | None

    @property
    def id(self) -> str:
        """By what it is named in lists: the first letters of its digest."""
        return self.sha256[:12]


def demand_name(name: str) -> str:
    """Check a login name; BadInput `account-name`."""
    if not NAME.fullmatch(name):
        raise BadInput(
            "account-name",
            say("{name} cannot be a login name", name=repr(name)),
            hint=say(
                "name the function, never the person: small letters, digits, hyphens, such as shore-duty-2"
            ),
        )
    return name


def demand_compartment(role: Role, parties: tuple[str, ...], zones: tuple[str, ...]) -> None:
    """Refuse a compartment that the role cannot have, or lacks; BadInput `compartment-wrong`."""
    if role in WHOLE and (parties or zones):
        raise BadInput(
            "compartment-wrong",
            say("no party or zone narrows what a {role} sees", role=ROLES[role]),
            hint=say("every member reads the same"),
        )
    if role is Role.PARTY and not parties:
        raise BadInput(
            "compartment-wrong",
            say("a party officer needs its party"),
            hint=say("--party, or an --actor that is one"),
        )
