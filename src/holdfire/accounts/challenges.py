"""Challenges of passkey ceremonies: random, for one purpose, for two minutes, good for one use. Kept in no table.

A challenge proves by a MAC under a key of this process that it was given out here, so that giving one out writes
nothing; those that were spent are remembered until they would have run out.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from threading import Lock

LIFETIME = 120_000_000
"""Microseconds."""


class Challenges:
    """What this process gave out and what was spent of it."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._spent: dict[bytes, int] = {}
        self._lock = Lock()

    def give(self, purpose: str, now: int) -> bytes:
        """Make a challenge of 56 bytes: 16 random, 8 of the time, 32 of the MAC."""
        head = secrets.token_bytes(16) + now.to_bytes(8, "big")
        return head + self._mac(head, purpose)

    def spend(self, challenge: bytes, purpose: str, now: int) -> bool:
        """Use a challenge up; False if it is not of here, of another purpose, too old, or spent."""
        head, mac = challenge[:24], challenge[24:]
        if not hmac.compare_digest(mac, self._mac(head, purpose)):
            return False
        ends = int.from_bytes(head[16:], "big") + LIFETIME
        with self._lock:
            self._spent = {c: until for c, until in self._spent.items() if until > now}
            if now >= ends or challenge in self._spent:
                return False
            self._spent[challenge] = ends
        return True

    def _mac(self, head: bytes, purpose: str) -> bytes:
        return hmac.digest(self._key, head + purpose.encode(), hashlib.sha256)
