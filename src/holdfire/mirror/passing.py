"""How a mirror says who it is: a request to the log's host bears a signature by the mirror's registered key. Pure.

Signed are the method, the host and path asked for, and the time, so that nobody who is asked can ask another in the
mirror's name, nor anybody later. What is handed in bears its author's own signature, and is not signed again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from holdfire.record.encoding import b64url, unb64url
from holdfire.record.keys import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holdfire.record.keys import PrivateKey, PublicKey


SLACK = 300
"""Seconds by which the clocks of a mirror and of the log's host may differ."""
_HEADER = re.compile(r"Holdfire-Mirror ([0-9a-f]{64}) ([0-9]{1,12}) ([A-Za-z0-9_-]{86})")


def header(key: PrivateKey, method: str, host: str, target: str, now: int) -> str:
    """Write the `Authorization` header of a request; `target` is path and query as asked, `now` seconds since 1970."""
    signature = key.sign(_message(method, host, target, now))
    return f"Holdfire-Mirror {key.public.key_id} {now} {b64url(signature)}"


def caller(
    text: str, method: str, host: str, target: str, now: int, keys: Iterable[PublicKey]
) -> PublicKey | None:
    """Say whose key signed a request; None where none of these mirror keys did, or not lately."""
    match = _HEADER.fullmatch(text)
    if match is None or abs(int(match[2]) - now) > SLACK:
        return None
    message = _message(method, host, target, int(match[2]))
    for key in keys:
        if key.role == Role.MIRROR and key.key_id == match[1] and _holds(key, match[3], message):
            return key
    return None


def _holds(key: PublicKey, text: str, message: bytes) -> bool:
    try:
        return key.verify(unb64url(text), message)
    except ValueError:
        return False


def _message(method: str, host: str, target: str, at: int) -> bytes:
    return f"holdfire-mirror v1\n{method} {host.lower()} {target}\n{at}\n".encode()
