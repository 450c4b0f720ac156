"""A link's reasons in words. What is kept of a reason is its code and values; the words are made where it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from holdfire.words import Words, say, say_n

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Reason: TypeAlias = tuple[str, dict[str, Any]]
"""A code of `words`, and its values: kilometres, days, people, or the ids of types and actors.

`w`, where it stands, is what this added to the log-odds; below zero it speaks against.
"""

Names: TypeAlias = "Mapping[str, str]"
"""What to call a type or an actor; one that is missing goes by its id."""

_PLAIN = {
    "same hours": say("same hours"),
    "same day": say("same day"),
    "hours apart": say("hours apart"),
    "a day apart": say("a day apart"),
    "two days apart": say("two days apart"),
    "no actor in common": say("no actor in common"),
    "nobody killed": say("nobody killed in either"),
    "same source": say("two reports of one source"),
    "same origin": say("both carry what one origin saw"),
    "different sources": say("different sources"),
    "joined by a person": say("joined by a person"),
    "same place name": say("the same place by name"),
    "other place name": say("another place by name"),
    "same setting": say("in the same setting"),
    "other setting": say("in another setting"),
    "third claims": say("other reports stand with both"),
    "rivals fit": say("other pairs fit better"),
    "looked at": say("a person looked, and could not decide"),
}


def words(reason: Reason, names: Names) -> Words:
    """Say a reason in words."""
    code, v = reason
    if code in _PLAIN:
        return _PLAIN[code]
    if code in ("place", "other area"):
        return _place(code, v)
    if code in _COUNTED:
        return _COUNTED[code](v)
    return _NAMED[code]({k: _list(ids, names) for k, ids in v.items() if k != "w"})


_COUNTED: dict[str, Callable[[Mapping[str, Any]], Words]] = {
    "days": lambda v: say_n("times overlap within {n} day", "times overlap within {n} days", v["n"]),
    "toll": lambda v: say("toll {a} against {b}", a=v["a"], b=v["b"]),
    "injured": lambda v: say("injured {a} against {b}", a=v["a"], b=v["b"]),
    "words": lambda v: say("words alike to {n} %", n=v["percent"]),
    "published apart": lambda v: say_n("published {n} day apart", "published {n} days apart", v["n"]),
    "crowd": lambda v: say_n(
        "{n} other report near in place and time", "{n} other reports near in place and time", v["n"]
    ),
    "rivals": lambda v: say_n(
        "{n} other pair of these sources fits too", "{n} other pairs of these sources fit too", v["n"]
    ),
}
_NAMED: dict[str, Callable[[Mapping[str, str]], Words]] = {
    "both kinds": lambda v: say("both {types}", types=v["both"]),
    "kinds differ": lambda v: say("{a} against {b}", a=v["a"], b=v["b"]),
    "kinds akin": lambda v: say("{a} against {b}, often confused", a=v["a"], b=v["b"]),
    "others blamed": lambda v: say("one blames {a}, the other {b}", a=v["a"], b=v["b"]),
    "both name": lambda v: say("both name {actors}", actors=v["both"]),
    "both blame": lambda v: say("both blame {actors}", actors=v["both"]),
    "both hit": lambda v: say("both say that {actors} were hit", actors=v["both"]),
    "others hit": lambda v: say("one says that {a} were hit, the other {b}", a=v["a"], b=v["b"]),
}


def _list(ids: list[str], names: Names) -> str:
    return ", ".join(sorted(names.get(i, i) for i in ids))


def _place(code: str, v: Mapping[str, float | None]) -> Words:
    how = say("the same point") if v["km"] is None else say("{km} km apart", km=_km(v["km"]))
    finer, coarser = _km(v["finer"]), _km(v["coarser"])
    precision = say("{km} km", km=finer) if finer == coarser else say("{a} km and {b} km", a=finer, b=coarser)
    if code == "other area":
        return say("{how}, precision {precision}, so two areas", how=how, precision=precision)
    return say("{how}, precision {precision}", how=how, precision=precision)


def _km(km: float | None) -> float:
    found = round(km or 0, 1)
    return int(found) if found.is_integer() else found
