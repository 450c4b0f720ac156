"""The kinds of entry about erasing: the order, by protection officers, and each mirror's word that it is done."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, get_args

from sqlalchemy import select

from holdfire.agreement import repo as agreement_repo
from holdfire.db.bulk import insert
from holdfire.erasing import repo, rules
from holdfire.erasing.model import Ground
from holdfire.errors import BadInput, Conflict, NotFound
from holdfire.record import repo as record
from holdfire.record.envelope import parse_payload, unseal
from holdfire.record.keys import Role
from holdfire.record.kinds import Draft, Entry, Kind
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection

    from holdfire.errors import HoldfireError
    from holdfire.record.encoding import Json
    from holdfire.record.envelope import Payload


def order(
    connection: Connection,
    target: int,
    digests: Collection[str],
    *,
    ground: Ground,
    reason: str,
    officers: Collection[str],
) -> Draft:
    """Draft an erasure of values, by their digests, of the entry `target`; of all its values where none are named.

    NotFound `entry-missing`; Conflict `erasure-empty`, Refused `erasure-unsigned`.
    """
    has = payload_of(connection, target).digests
    wanted = sorted(digests or has)
    if not wanted or not set(wanted) <= set(has):
        raise Conflict(
            "erasure-empty",
            say("the entry has no such values that could be erased"),
            hint=say("`holdfire show` lists its values"),
        )
    objection = rules.objection(agreement_repo.current(connection).agreement, officers)
    if objection:
        raise objection
    closed = {"reason": reason} if reason else {}
    return Draft("erasure", {"digests": wanted, "ground": ground}, closed, (target,))


def payload_of(connection: Connection, index: int) -> Payload:
    """Read what an entry says in the open; NotFound `entry-missing`."""
    leaf = record.leaf(connection, index)
    if leaf is None:
        raise NotFound(
            "entry-missing",
            say("the record has no entry {index}", index=index),
            hint=say("entries count from 0"),
        )
    return parse_payload(unseal(leaf).payload)


def acknowledge(connection: Connection, order_entry: int, mirror: str) -> Draft:
    """Draft a mirror's word that it has carried an erasure out; Conflict `erasure-missing`, `erasure-acknowledged`."""
    if all(e.entry != order_entry for e in repo.erasures(connection)):
        raise Conflict(
            "erasure-missing",
            say("entry {index} is no erasure that counts", index=order_entry),
            hint=say("`holdfire erasures` lists them"),
        )
    query = select(repo.erased.c.at).where(
        (repo.erased.c.erasure == order_entry) & (repo.erased.c.mirror == mirror)
    )
    if connection.execute(query).first():
        raise Conflict("erasure-acknowledged", say("{name} has said so already", name=mirror))
    return Draft("erased", refs=(order_entry,))


def _project_erasures(connection: Connection, entries: Sequence[Entry]) -> None:
    actors = {k.key_id: k.actor for k in agreement_repo.keys(connection)}
    for e in entries:
        officers = sorted({actors[s] for s in e.signers})
        target, digests, ground, objection = _read(connection, e, officers)
        row = {
            "entry": e.index,
            "target": target,
            "digests": json.dumps(digests),
            "ground": ground,
            "officers": json.dumps(officers),
            "at": e.logged,
            "refused": objection.code if objection else "",
            "made": e.index,
            "ended": None,
        }
        insert(connection, repo.erasure, [row])


def _read(
    connection: Connection, e: Entry, officers: Collection[str]
) -> tuple[int, list[str], str, HoldfireError | None]:
    """Read what an erasure says, and judge it. Digests that are not of its entry erase nothing."""
    digests: Json = e.open.get("digests")
    ground = e.open.get("ground")
    if len(e.refs) != 1 or ground not in get_args(Ground) or not _is_texts(digests):
        malformed = BadInput(
            "act-malformed",
            say("a part of this act is missing, or not of its kind"),
            hint=say("make it with Holdfire"),
        )
        return -1, [], "", malformed
    found = rules.objection(agreement_repo.current(connection, e.index).agreement, officers)
    return e.refs[0], sorted(digests), str(ground), found


def _is_texts(value: Json) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) for v in value)


def _project_erased(connection: Connection, entries: Sequence[Entry]) -> None:
    """Note each mirror's first word on each erasure that counts."""
    actors = {k.key_id: k.actor for k in agreement_repo.keys(connection)}
    counting = {e.entry for e in repo.erasures(connection)}
    rows = connection.execute(select(repo.erased.c.erasure, repo.erased.c.mirror))
    said = {(row.erasure, row.mirror) for row in rows}
    for e in entries:
        about = e.refs[0] if e.refs else -1
        key = (about, actors[e.signer])
        if about in counting and key not in said:
            said.add(key)
            row = {"erasure": about, "mirror": key[1], "at": e.logged, "made": e.index, "ended": None}
            insert(connection, repo.erased, [row])


KINDS = (
    Kind(
        "erasure",
        Role.OFFICER,
        "that values of an entry are to be erased in every copy: values, salts, and files that they alone name",
        {
            "digests": "of the values that are to go; the entry itself is referred to",
            "ground": "`danger` to somebody, `asked` for by the person, `law`, or a `mistake`",
        },
        {"reason": "in words"},
        _project_erasures,
    ),
    Kind(
        "erased",
        Role.MIRROR,
        "that a mirror has carried out the erasure that it refers to",
        {},
        {},
        _project_erased,
    ),
)
