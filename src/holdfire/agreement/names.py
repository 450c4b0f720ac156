"""Names in any language to the actor or area that they mean: exact after folding, never by likeness."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from holdfire.agreement.base import Named
    from holdfire.agreement.model import Agreement

# One letter for its variants: alef; yeh; waw with hamza; heh and teh marbuta; kaf; Russian yo; Turkish dotless i. A
# joiner is a space. Tatweel, apostrophes, marks of direction and the like fall away.
_LETTERS = str.maketrans(
    "\u0623\u0625\u0622\u0671\u0649\u06cc\u06d2\u06d3\u0626\u0624\u0629\u06c0\u06c1\u06c2\u06be\u06d5\u06a9\u06aa\u200c\u0451\u0131",
    "\u0627\u0627\u0627\u0627\u064a\u064a\u064a\u064a\u064a\u0648\u0647\u0647\u0647\u0647\u0647\u0647\u0643\u0643\u0020\u0435\u0069",
    "\u0640'\u2019\u2018\u02bc\u02bf\u02be\u00ad\u200d\u200e\u200f\u061c\u2060\ufeff"
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
)


class _Bare(dict[int, str | None]):
    """What becomes of each character after that, worked out when it is first met.

    Marks fall away, digits of any script are written 0 to 9, whatever is neither letter nor digit is a space.
    """

    def __missing__(self, code: int) -> str | None:
        char = chr(code)
        made = None if unicodedata.combining(char) else char if char.isalnum() else " "
        self[code] = made = str(unicodedata.decimal(char)) if made and char.isdecimal() else made
        return made


_BARE = _Bare()


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Write a name, or any words, the one way in which they are compared.

    NFKD without marks, case folded, Arabic and Persian letter variants made one (alef, yeh, kaf, heh, teh marbuta;
    no tatweel), digits 0 to 9, punctuation as spaces, single spaces.
    """
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    return " ".join(unicodedata.normalize("NFKD", plain).translate(_BARE).split())


def spellings(thing: Named) -> frozenset[str]:
    """Every folded form under which a thing can be found: its id, its names and its aliases."""
    return frozenset(fold(text) for text in (thing.id, *thing.names.values(), *thing.aliases))


def index(things: Iterable[Named]) -> dict[str, str]:
    """Folded spelling to id. `load` has made sure that no two share one."""
    return {spelling: thing.id for thing in things for spelling in spellings(thing)}


def clashes(things: Iterable[Named]) -> Iterator[tuple[int, str, str]]:
    """Yield (number of the later thing, id of the earlier, spelling) for each spelling that two share."""
    seen: dict[str, str] = {}
    for n, thing in enumerate(things):
        for spelling in sorted(spellings(thing)):
            first = seen.setdefault(spelling, thing.id)
            if first != thing.id:
                yield n, first, spelling


def _find(things: Iterable[Named], name: str) -> str | None:
    wanted = fold(name)
    return next((thing.id for thing in things if wanted in spellings(thing)), None)


def find_actor(agreement: Agreement, name: str) -> str | None:
    """Id of the actor with this name or alias in any language, or `None`. For many names use `index`."""
    return _find(agreement.actors, name)


def find_area(agreement: Agreement, name: str) -> str | None:
    """Id of the area with this name, alias or abbreviation; `None` if there is none."""
    return _find(agreement.areas, name)
