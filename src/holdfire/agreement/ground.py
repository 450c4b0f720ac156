"""The kinds of entry about keys and the cosigning policy; the rules are those of `holdfire.record.register`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from holdfire.agreement import repo
from holdfire.errors import Broken, Refused
from holdfire.record.keys import Role
from holdfire.record.kinds import Draft, Entry, Kind
from holdfire.record.register import Ground

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Table

    from holdfire.record.keys import PublicKey
    from holdfire.record.register import Register, Term

KEYS = "public keys, each with its role, its actor, and who holds the private half (`host` or `member`)"


def add_keys(keys: Sequence[PublicKey]) -> Draft:
    """Draft the registration of further keys by the log's key."""
    return Draft("key", {"keys": [k.to_json() for k in keys]})


def revoke_keys(key_ids: Sequence[str]) -> Draft:
    """Draft the revocation of keys, by their ids, by the log's key."""
    return Draft("key", {"keys": [], "revoked": list(key_ids)})


def root(version: int, threshold: int, keys: Sequence[PublicKey]) -> Draft:
    """Draft a version of the root register: every key that stands from it on."""
    return Draft("root", {"version": version, "threshold": threshold, "keys": [k.to_json() for k in keys]})


def policy(version: int, text: str) -> Draft:
    """Draft a cosigning policy, from the text of its file."""
    return Draft("policy", {"version": version, "policy": text})


def project(connection: Connection, entries: Sequence[Entry]) -> None:
    """Keep which keys and which policies stand; Refused, with the code of the rule, where an entry breaks one."""
    register = repo.register(connection, entries[0].log)
    for e in entries:
        before, version, policies = dict(register.terms), register.version, len(register.policies)
        try:
            register.take(Ground(e.index, e.kind, e.open, e.signers))
        except Broken as fault:
            raise Refused(fault.code, fault.words, hint=fault.advice) from fault
        _keep_keys(connection, e.index, before, register)
        if register.version != version:
            _replace(connection, repo.root, e.index, version=register.version, threshold=register.threshold)
        for enacted in register.policies[policies:]:
            _replace(connection, repo.policy, e.index, version=enacted.version, text=enacted.text)


def _keep_keys(connection: Connection, index: int, before: dict[str, Term], register: Register) -> None:
    for key_id, term in register.terms.items():
        if key_id not in before:
            row = {**term.key.to_json(), "key_id": key_id, "made": index}
            connection.execute(repo.key.insert(), row)
        elif term.ended == index:
            connection.execute(update(repo.key).where(repo.key.c.key_id == key_id).values(ended=index))


def _replace(connection: Connection, table: Table, index: int, **row: object) -> None:
    connection.execute(update(table).where(table.c.ended.is_(None)).values(ended=index))
    connection.execute(table.insert(), {**row, "made": index})


KINDS = (
    Kind(
        "key",
        Role.LOG,
        "further public keys, or the end of some; void where there is a root register",
        {"keys": KEYS, "revoked": "ids of keys that end with this entry; left out: none"},
        {},
        project,
    ),
    Kind(
        "root",
        Role.ROOT,
        "a version of the root register: which keys stand from now on",
        {
            "version": "one more than the last; the first is 1, or entry 0 where that states a threshold",
            "threshold": "how many holders of root keys must sign the next version",
            "keys": "every key that stands from now on, in the same form; those left out end with this entry",
        },
        {},
        project,
    ),
    Kind(
        "policy",
        Role.COSIGNER,
        "the cosigning policy: whose cosignatures make the record final",
        {
            "version": "one more than the last, from 1 on",
            "policy": "the text of a file as `C2SP tlog-policy` has it",
        },
        {},
        project,
    ),
)
