"""A machine's run: one entry, its output a file kept by hash, so that a rebuild never runs a model again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.record import repo
from holdfire.record.encoding import Json, sha256_hex
from holdfire.record.envelope import parse_payload, unseal
from holdfire.record.kinds import Draft, Entry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

OPEN = {"method": "name and version of what ran", "size": "the record size that it read"}
CLOSED = {
    "output": "SHA-256 of its output's file",
    "parameters": "what it was told",
    "counts": "what it found",
}


def draft(
    kind: str,
    connection: Connection,
    method: str,
    output: bytes,
    *,
    parameters: Mapping[str, Json],
    counts: Mapping[str, int],
    refs: tuple[int, ...] = (),
) -> Draft:
    """Draft the entry of a run over the record as it is in this transaction."""
    name = sha256_hex(output)
    return Draft(
        kind,
        {"method": method, "size": repo.size(connection)},
        {"output": name, "parameters": dict(parameters), "counts": dict(counts)},
        refs,
        {name: output},
    )


def method(connection: Connection, entry: int) -> str:
    """Read the name and version of what ran, from its entry."""
    leaf = repo.leaf(connection, entry)
    return str(parse_payload(unseal(leaf).payload).open.get("method", "")) if leaf else ""


def output(connection: Connection, entry: Entry) -> bytes | None:
    """Read a run's output, or None where it was erased or never came here."""
    name = entry.closed.get("output")
    return repo.get_file(connection, name) if isinstance(name, str) else None
