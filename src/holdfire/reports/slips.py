"""A code for a person at a checkpoint: a number that says nothing, by which they can ask later what became of it.

The intake keeps of it a slow hash alone, in a private file beside the book, with the SHA-256 of the payload that it
stands for. Whoever is found with the number carries fifteen digits; whoever takes the file cannot tell whose they are.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from typing import TYPE_CHECKING

from holdfire.errors import BadInput
from holdfire.words import say

if TYPE_CHECKING:
    from holdfire.db.beside import Beside

SUFFIX = ".codes"
DIGITS = 15
"""Ten to this power is 2^49.8; with a hash of some 50 ms nobody tries them out."""
_SALT = "salt"


def give(store: Beside, payload: str) -> str:
    """Make a code for what has this payload (SHA-256, hexadecimal), and keep its hash."""
    code = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    if store.get(_SALT) is None:
        store.put(_SALT, secrets.token_bytes(16))
    store.put(_hashed(store, code), payload.encode())
    return "-".join(code[i : i + 5] for i in range(0, DIGITS, 5))


def find(store: Beside, text: str) -> str | None:
    """Say what a code stands for, in digits of any script and however they are grouped; None where it is unknown.

    BadInput `slip-malformed`.
    """
    digits = "".join(str(unicodedata.digit(c)) for c in text if unicodedata.digit(c, None) is not None)
    if len(digits) != DIGITS:
        raise BadInput("slip-malformed", say("a code has {n} digits", n=DIGITS))
    found = store.get(_hashed(store, digits)) if store.get(_SALT) is not None else None
    return found.decode() if found is not None else None


def _hashed(store: Beside, code: str) -> str:
    salt = store.get(_SALT)
    assert salt is not None
    return hashlib.scrypt(code.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32).hex()
