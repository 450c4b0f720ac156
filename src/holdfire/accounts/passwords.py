"""Passwords: argon2id (RFC 9106, its profile for little memory). An unknown name costs the same work as a known one."""

from __future__ import annotations

import secrets
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from holdfire.errors import BadInput
from holdfire.words import say

SHORTEST, LONGEST = 12, 1024
"""Letters of a password; NIST SP 800-63B asks for a length and against rules of composition."""

_hasher = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
_at_once = BoundedSemaphore(2)
"""One hash takes 64 MiB: a crowd at the door waits, and does not fill the memory."""


def hashed(password: str) -> str:
    """Hash a password; BadInput `password-unfit` where it is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadInput(
            "password-unfit",
            say("a password has {shortest} to {longest} letters", shortest=SHORTEST, longest=LONGEST),
            hint=say("several words that nobody would guess together"),
        )
    with _at_once:
        return _hasher.hash(password)


def fits(password: str, kept: str) -> bool:
    """Tell whether a password is the one kept; with nothing kept, do the same work and say no."""
    with _at_once:
        try:
            return _hasher.verify(kept or decoy(), password[: LONGEST + 1]) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False


@cache
def decoy() -> str:
    """Give the hash that stands for names that there are not. Make it when the server starts, not at a login."""
    return _hasher.hash(secrets.token_urlsafe(24))
