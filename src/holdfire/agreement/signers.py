"""Who may sign: the keys that the record knows, by role, and that have not ended."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from holdfire.agreement import repo
from holdfire.errors import Refused
from holdfire.record.keys import PublicKey
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from holdfire.record.envelope import Payload
    from holdfire.record.keys import Role


def standing(connection: Connection, role: Role) -> list[str]:
    """List the ids of the keys of a role that stand."""
    return [k.key_id for k in repo.keys(connection) if k.role == role and k.ended is None]


def demand_registered(
    connection: Connection,
    signers: Sequence[str],
    roles: Mapping[str, Role | None],
    itself: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Refuse keys that the record does not know, that have ended, or that do not sign such entries.

    `roles` says which role signs each kind of them, None: there is no such kind. `itself` are
    keys that the entry registers, with their roles. Refused `key-unregistered`, `key-revoked`,
    `key-role`.
    """
    registered = repo.keys(connection)
    known = {**itself, **{k.key_id: k.role for k in registered}}
    ended = {k.key_id for k in registered if k.ended is not None}
    for key_id in signers:
        if key_id in ended:
            raise Refused(
                "key-revoked", say("this key was revoked"), hint=say("sign with the one that took its place")
            )
        if key_id not in known:
            raise Refused(
                "key-unregistered",
                say("the record does not know this key"),
                hint=say("`holdfire key add` registers it"),
            )
        for kind, role in sorted(roles.items()):
            if role != known[key_id]:
                raise Refused(
                    "key-role",
                    say(
                        "a {value} key does not sign an entry of kind {kind}", value=known[key_id], kind=kind
                    ),
                )


def own_keys(payload: Payload) -> dict[str, PublicKey]:
    """Give the keys that an entry registers and may be signed with: a version of the root register's own."""
    if payload.kind != "root":
        return {}
    return {k.key_id: k for k in map(PublicKey.from_json, payload.open.get("keys", []))}
