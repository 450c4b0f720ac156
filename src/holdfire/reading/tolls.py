"""How many people words say were killed or wounded. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from holdfire.reading.model import People, Span

if TYPE_CHECKING:
    from holdfire.reading.fold import Folded
    from holdfire.reading.lexicon import Lexicon

_TO = re.compile(r"\s*(?:to|or|-|до|или|الى|او|تا|يا|ila|veya)\s*(\d{1,4})(?!\d)")


def people(folded: Folded, name: str, lexicon: Lexicon) -> People | None:
    """Read the first number of people `killed` or `wounded`; "at least" leaves the upper bound open.

    `3 to 5` is low 3, high 5, and best is the lower.
    """
    best: tuple[int, People] | None = None
    for pattern in lexicon.slotted[name]:
        for m in pattern.finditer(folded.text):
            low = _number(m.groupdict().get("n") or "", lexicon)
            if low is None or (best is not None and m.start() >= best[0]):
                continue
            start = m.start("n") if m.groupdict().get("n") else m.start()
            more = lexicon.phrases["at_least"].search(folded.text, max(0, start - 18), m.end())
            to = _TO.match(folded.text, m.end("n")) if m.groupdict().get("n") else None
            high = int(to[1]) if to and int(to[1]) > low else None if more else low
            span = Span(
                *folded.span(more.start() if more and more.start() < m.start() else m.start(), m.end())
            )
            best = (m.start(), People(low, low, high, span, f"toll-{name}"))
    return best[1] if best else None


def _number(word: str, lexicon: Lexicon) -> int | None:
    if word.isdigit():
        return int(word)
    return lexicon.numbers.get(word, 1 if not word else None)
