"""The record's entries: index, leaf, kind, time, open fields, and the closed ones that the account reads."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from holdfire.casework import repo as casework
from holdfire.projecting import read_entry
from holdfire.record import disclosure, repo
from holdfire.record.encoding import b64url
from holdfire.record.envelope import parse_payload, unseal
from holdfire.record.tree import leaf_hash
from holdfire.web import seen
from holdfire.web.api.asking import Asking, Look, Looking
from holdfire.web.api.routing import get
from holdfire.web.api.shapes import Cut, Instant, Listed, Shape, iso

router = APIRouter()


class RefTo(Shape):
    """Another entry that an entry names, by log, index and leaf hash."""

    log: str
    index: int
    leaf: str


class Closed(Shape):
    """A closed field: its digest, and its name and value where they are held here and the account reads them."""

    digest: str
    name: str | None
    value: Any


class Entry(Shape):
    """One entry of the record."""

    index: int
    leaf: str
    """The hash of its bytes in the tree (RFC 6962), base64url."""
    kind: str
    at: Instant
    """When it says that it was made."""
    signers: list[str]
    """Ids of the keys that signed it."""
    refs: list[RefTo]
    open: dict[str, Any]
    closed: list[Closed]


class Entries(Listed[Entry]):
    """A page of entries, in the order of the log."""


class OneEntry(Shape):
    """One entry, and the bytes whose hash is its leaf."""

    record: Cut
    entry: Entry
    envelope: str
    """Its bytes, base64url."""


@get(router, "/{slug}/record/entries", Entries)
def list_entries(asked: Asking) -> Response:
    """List the entries, from the first on."""
    after = asked.after(int)
    start = max(0, after[0] + 1) if after else 0
    end = min(start + asked.limit, asked.desk.size)
    items = [_entry(asked, s) for s in repo.stretch(asked.desk.connection, start, end)]
    onward = asked.next((end - 1,)) if end < asked.desk.size and start < end else None
    return asked.answer(Entries(record=asked.cut, items=items, next=onward))


@get(router, "/{slug}/record/entries/{index}", OneEntry)
def read_one_entry(looked: Looking, index: int) -> Response:
    """Read one entry; `entry-missing`."""
    leaf = looked.desk.leaf(index)
    (stored,) = repo.stretch(looked.desk.connection, index, index + 1)
    made = OneEntry(record=looked.cut, entry=_entry(looked, stored), envelope=b64url(leaf))
    return looked.answer(made)


def _entry(looked: Look, stored: repo.Stored) -> Entry:
    desk = looked.desk
    envelope = unseal(stored.leaf)
    payload = parse_payload(envelope.payload)
    told: dict[str, dict[str, Any]] = {}
    if stored.disclosures and seen.values_seen(
        desk, read_entry(stored), casework.where(desk.connection, stored.index)
    ):
        parts = disclosure.split(stored.disclosures)
        told = {disclosure.digest(p): disclosure.read(p) for p in parts}
    return Entry(
        index=stored.index,
        leaf=b64url(leaf_hash(stored.leaf)),
        kind=payload.kind,
        at=iso(payload.at),
        signers=[s.key_id for s in envelope.signatures],
        refs=[RefTo(log=r.log, index=r.index, leaf=r.leaf) for r in payload.refs],
        open=dict(payload.open),
        closed=[_closed(d, told) for d in payload.digests],
    )


def _closed(digest: str, told: dict[str, dict[str, Any]]) -> Closed:
    name, value = next(iter(told.get(digest, {}).items()), (None, None))
    return Closed(digest=digest, name=name, value=value)
