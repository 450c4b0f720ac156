"""A cosigner that looks by itself: it makes the request that it judges from a log's tiles, in a folder or over HTTP."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

from holdfire.errors import BadInput, NotFound, Unavailable, Where
from holdfire.record import checkpoint as cp
from holdfire.record import growth, proof, tiles
from holdfire.record.growth import Growth
from holdfire.record.tiles import Tiles
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_BYTES = 256 * (2 + 65535)
"""Bytes of a file at most: a full bundle of the longest entries."""

PATIENCE = 20


def pulled(source: str, last: Callable[[str], int]) -> bytes:
    """Make the request to cosign what a folder or an address shows; `last` says what was cosigned last of a log.

    NotFound `checkpoint-missing`; Broken where tiles are missing or cut; Unavailable `log-silent`.
    """
    remote = source.startswith(("http://", "https://"))
    fetch = over_http(source) if remote else tiles.folder(Path(source))
    data = fetch("checkpoint")
    if data is None:
        raise NotFound("checkpoint-missing", say("there is no checkpoint in the folder"), where=Where(source))
    note = data.decode(errors="replace")
    point = cp.parse(note)
    old = last(point.log)
    path = proof.consistency(old, point.size, Tiles(fetch, point.size).tile) if old <= point.size else []
    return growth.write(Growth(min(old, point.size), tuple(path), note)).encode()


def over_http(address: str) -> tiles.Fetch:
    """Fetch from an address."""

    def fetch(name: str) -> bytes | None:
        url = f"{address.rstrip('/')}/{name}"
        try:
            with urllib.request.urlopen(url, timeout=PATIENCE) as answer:  # noqa: S310 - http(s) alone comes here
                data: bytes = answer.read(MOST_BYTES + 1)
        except urllib.error.HTTPError as e:
            with e:
                if e.code == 404:
                    return None
                raise _silent(url) from e
        except (OSError, http.client.HTTPException) as e:
            raise _silent(url) from e
        if len(data) > MOST_BYTES:
            raise BadInput("answer-long", say("the answer is longer than any tile"), where=Where(url))
        return data

    return fetch


def _silent(url: str) -> Unavailable:
    return Unavailable(
        "log-silent", say("the log does not answer"), where=Where(url), hint=say("is the address right?")
    )
