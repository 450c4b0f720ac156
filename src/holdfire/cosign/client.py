"""Ask cosigners over HTTP, all at once, so that one who does not answer keeps nobody waiting."""

from __future__ import annotations

import http.client
import re
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from holdfire.cosign import gather
from holdfire.cosign.cosigner import hash_of
from holdfire.db.engine import read, write
from holdfire.errors import HoldfireError, Refused, Unavailable
from holdfire.record import growth as growths
from holdfire.record.growth import MOST_BYTES
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

    from holdfire.record.growth import Growth

_SIZE = re.compile(r"[0-9]{1,18}\n")

PATIENCE = 10
"""Seconds that a cosigner has to answer."""


class Answer(NamedTuple):
    """What became of asking one cosigner: its name, the size that it cosigned, or what it or the network said.

    `beyond` is the checkpoint that it cosigned last, where that is larger than the log here, which is an old copy.
    """

    name: str
    size: int = 0
    error: HoldfireError | None = None
    beyond: str = ""


def send(url: str, body: bytes) -> tuple[int, str]:
    """Post a request to a cosigner; gives status and body. Unavailable `cosigner-silent`."""
    address = f"{url.rstrip('/')}/add-checkpoint"
    asked = urllib.request.Request(address, data=body, method="POST")  # noqa: S310 - the policy's own address
    try:
        with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:  # noqa: S310 - likewise
            return answer.status, answer.read(MOST_BYTES).decode()
    except urllib.error.HTTPError as e:
        with e:
            return e.code, e.read(MOST_BYTES).decode(errors="replace")
    except (OSError, http.client.HTTPException, ValueError) as e:
        raise Unavailable(
            "cosigner-silent", say("it does not answer"), hint=say("the record goes on without it")
        ) from e


def ask_all(engine: Engine, log: str, clock: Callable[[], int]) -> list[Answer]:
    """Ask every cosigner of the policy that has an address to cosign the last checkpoint, and keep what they sign.

    NotFound `policy-missing`. Whatever goes wrong with one of them stands in its answer.
    """
    with read(engine) as connection:
        stands = gather.standing(connection, log)
        policy = gather.demand_policy(stands.register).policy
    sizes = {a.name: a.size for a in stands.attendance}
    asked = {name: known.url for name, known in policy.cosigners.items() if known.url}
    with ThreadPoolExecutor(max(1, len(asked))) as pool:
        return list(pool.map(lambda name: _ask(engine, log, clock, name, asked[name], sizes[name]), asked))


def _ask(engine: Engine, log: str, clock: Callable[[], int], name: str, url: str, old: int) -> Answer:
    try:
        size, lines = _exchange(partial(_request, engine), url, old)
        with write(engine) as connection:
            if name not in gather.keep(connection, log, size, lines, clock()):
                raise Unavailable(
                    "cosigner-other",
                    say("another one answers there"),
                    hint=say("is the policy's address right?"),
                )
    except HoldfireError as error:
        return Answer(name, error=error, beyond=_last(url, log) if error.code == "log-behind" else "")
    return Answer(name, size)


def _last(url: str, log: str) -> str:
    """Ask a cosigner for the checkpoint of a log that it cosigned last; empty where it does not answer."""
    address = f"{url.rstrip('/')}/{hash_of(log)}/checkpoint"
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310 - the policy's own address
            text: bytes = answer.read(MOST_BYTES)
            return text.decode(errors="replace")
    except (OSError, http.client.HTTPException, ValueError):
        return ""


def _request(engine: Engine, old: int) -> Growth:
    with read(engine) as connection:
        return gather.request(connection, old)


def _exchange(request: Callable[[int], Growth], url: str, old: int) -> tuple[int, str]:
    """Ask, and once more from the size that the cosigner names; gives the size cosigned, and its lines."""
    for _ in range(2):
        growth = request(old)
        status, text = send(url, growths.write(growth).encode())
        if status == 200:
            return growths.size_of(growth), text
        if status != 409 or not _SIZE.fullmatch(text):
            break
        old = int(text)
    raise Refused(
        "cosigner-refused",
        say("it refuses: {status} {text}", status=status, text=" ".join(text.split())[:200]),
        hint=say("it has kept the request as evidence: ask it why"),
    )
