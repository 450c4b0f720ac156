"""Words for radio and SMS: whole sentences, as many as the messages allow, and never part of a figure."""

from __future__ import annotations

import re
from typing import NamedTuple

from holdfire.errors import BadInput
from holdfire.words import say

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The default alphabet of GSM 03.38 (3GPP TS 23.038, 6.2.1), one septet each."""
EXTENDED = frozenset("\f^{}\\[~]|€")
"""Its extension table (6.2.1.1): an escape and a second septet, which stay in one message."""
TYPED = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014", "-")
    | dict.fromkeys("\u2018\u2019", "'")
    | dict.fromkeys("\u201c\u201d\u201e", '"')
    | dict.fromkeys("\u00a0\u2009\u202f", " ")
    | {"\u2026": "..."}
)
"""Signs that alone would turn a message into UCS-2, as a typewriter has them."""
END = re.compile("(?<=[.!?\u061f\u06d4])[ \t]+|\\s*\\n\\s*")
REST = " ..."


class Length(NamedTuple):
    """How long a text is as SMS: `GSM-7` or `UCS-2`, messages, and septets or UTF-16 units in all."""

    encoding: str
    messages: int
    units: int


class Short(NamedTuple):
    """A text for SMS, its length, and how many sentences were left off (then it ends in three points)."""

    text: str
    length: Length
    left: int


def length(text: str) -> Length:
    """Count messages: 160 septets or 70 units alone, 153 or 67 each where there are more (3GPP TS 23.040, 9.2.3.24.1).

    No escape pair and no surrogate pair is split between messages.
    """
    if all(c in BASIC or c in EXTENDED for c in text):
        return _packed("GSM-7", [2 if c in EXTENDED else 1 for c in text], 160, 153)
    return _packed("UCS-2", [2 if ord(c) > 0xFFFF else 1 for c in text], 70, 67)


def short(text: str, limit: int = 1) -> Short:
    """Keep as many whole sentences as `limit` messages hold; BadInput `short-too-long` if not even one fits."""
    typed = text.strip().translate(TYPED)
    whole = typed if length(typed).encoding == "GSM-7" else text.strip()
    parts = sentences(whole)
    for n in range(len(parts), 0, -1):
        kept = " ".join(parts[:n]) + (REST if n < len(parts) else "")
        if (found := length(kept)).messages <= limit:
            return Short(kept, found, len(parts) - n)
    raise BadInput(
        "short-too-long",
        say("not one whole sentence fits into the messages allowed ({limit})", limit=limit),
        hint=say("allow more messages, or say it shorter"),
    )


def sentences(text: str) -> list[str]:
    """Part a text into sentences; where a point may belong to an abbreviation it parts nothing."""
    out: list[str] = []
    for part in END.split(text):
        if out and _unfinished(out[-1].split()[-1]):
            out[-1] += " " + part
        elif part:
            out.append(part)
    return out or [""]


def _unfinished(word: str) -> bool:
    """Say whether a word may be an abbreviation, whose point ends no sentence: `p.m.`, `No.`, `Gen.`."""
    letters = word.rstrip(".").split(".")
    if not word.endswith("."):
        return False
    return all(len(x) == 1 and x.isalpha() for x in letters) or (word[0].isupper() and len(word) <= 4)


def _packed(encoding: str, sizes: list[int], alone: int, each: int) -> Length:
    units = sum(sizes)
    if units <= alone:
        return Length(encoding, 1, units)
    messages, room = 1, each
    for size in sizes:
        if size > room:
            messages, room = messages + 1, each
        room -= size
    return Length(encoding, messages, units)
