"""Plain text has no metadata beside its words; whatever only looks like text is refused."""

from __future__ import annotations

import re

from holdfire.evidence.strip import Copy, none
from holdfire.words import say

_LETTER = re.compile(
    rb"(?i)^(return-path|received|from|to|date|message-id|mime-version|delivered-to|begin):", re.MULTILINE
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
HEAD = 4096


def strip(data: bytes) -> Copy:
    """Take plain text in UTF-8 as it is; mark-up, e-mail and cards carry their maker, and anything else is unknown."""
    try:
        text = data.decode()
    except UnicodeDecodeError as e:
        raise none(say("its type is not known")) from e
    if not text.strip() or _CONTROL.search(text):
        raise none(say("its type is not known"))
    if text.lstrip("\ufeff \r\n\t").startswith(("<", "{\\rtf", "%!")) or _LETTER.search(data[:HEAD]):
        raise none(say("mark-up and letters carry their maker in many places"))
    return Copy(data, "text/plain", "text/plain", ())
