"""The record: its size, checkpoint and keys; a check of all of it; each entry as it stands."""

import time
from typing import NamedTuple

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from holdfire.agreement import repo as agreement_repo
from holdfire.book import KINDS, read_entry
from holdfire.errors import Broken
from holdfire.record import disclosure, repo
from holdfire.record.encoding import Json, b64url
from holdfire.record.envelope import parse_payload, unseal
from holdfire.record.tree import leaf_hash
from holdfire.web.desk import OpenDesk

router = APIRouter()
RECENT = 30


class Line(NamedTuple):
    """An entry in the list: its index, its kind, and when it was made (UTC microseconds)."""

    n: int
    kind: str
    at: int


class Held(NamedTuple):
    """A closed field: its digest, and its name and value where the disclosure is held here."""

    digest: str
    name: str
    value: Json


@router.api_route("/{slug}/record", methods=["GET", "HEAD"])
def the_record(desk: OpenDesk, before: int | None = None) -> HTMLResponse:
    """Show the record and its last `RECENT` entries before the index `before`."""
    end = desk.size if before is None else max(0, min(before, desk.size))
    start = max(0, end - RECENT)
    lines = [_line(s) for page in repo.entries(desk.connection, start, end) for s in page]
    return desk.render(
        "record.html",
        checkpoint=repo.last_checkpoint(desk.connection, desk.size),
        keys=[k for k in agreement_repo.keys(desk.connection) if k.made < desk.size],
        lines=lines[::-1],
        start=start,
        end=end,
    )


@router.api_route("/{slug}/record/check", methods=["GET", "HEAD"])
def check(desk: OpenDesk) -> HTMLResponse:
    """Check the whole record now, with its tables, and say what holds, or the first thing that does not."""
    begun = time.perf_counter()
    try:
        intact, broken = desk.book.check(workers=1), None
    except Broken as error:
        intact, broken = None, error
    seconds = time.perf_counter() - begun
    return desk.render("check.html", intact=intact, broken=broken, seconds=seconds)


@router.api_route("/{slug}/record/{index}", methods=["GET", "HEAD"])
def entry(desk: OpenDesk, index: int) -> HTMLResponse:
    """Show one entry: open fields, digests, the values held beside it, leaf hash; NotFound `entry-missing`."""
    leaf = desk.leaf(index)
    stored = next(repo.entries(desk.connection, index, index + 1))[0]
    payload = parse_payload(unseal(leaf).payload)
    read = read_entry(stored)
    values = {disclosure.digest(d): disclosure.read(d) for d in disclosure.split(stored.disclosures)}
    held = [Held(d, *next(iter(values.get(d, {"": None}).items()))) for d in payload.digests]
    kind = KINDS[read.kind]
    return desk.render(
        "entry.html",
        entry=read,
        payload=payload,
        held=sorted(held, key=lambda h: (h.name == "", h.name)),
        kind=kind,
        meanings={**kind.open, **kind.closed},
        signer=next((k for k in agreement_repo.keys(desk.connection) if k.key_id == read.signer), None),
        leaf_hex=leaf_hash(leaf).hex(),
        leaf=b64url(leaf_hash(leaf)),
        bytes=len(leaf),
    )


def _line(stored: repo.Stored) -> Line:
    payload = parse_payload(unseal(stored.leaf).payload)
    return Line(stored.index, payload.kind, payload.at)
