"""Why a place was accepted or left open, in words. What is kept is a code and values."""

from __future__ import annotations

from typing import Any, TypeAlias

from holdfire.words import Words, say, say_n

Reason: TypeAlias = tuple[str, dict[str, Any]]
"""A code of `words`, and its values: names of the gazetteer, numbers."""

_PLAIN = {
    "no such area": say("the gazetteer has no area of the name given"),
    "an area": say("this is the name of an area, and nothing says that a town is meant"),
    "only one": say("only one place has this name; no area was given"),
    "another kind": say("the name is that of another kind of place"),
    "spelled like it": say("no place has exactly this name; some are spelled much like it"),
}


def words(reason: Reason) -> Words:
    """Say a reason in words."""
    code, v = reason
    if code in _PLAIN:
        return _PLAIN[code]
    if code == "person":
        return say("a person said so: {reason}", reason=v.get("reason", "–"))
    if code == "one in the area":
        return say("a place of this name lies in {area}", area=v["area"])
    if code == "consonants":
        return say(
            "the consonants are those of {name} in {area}, and the spelling is {alike} % alike",
            name=v["name"],
            area=v["area"],
            alike=v["alike"],
        )
    return _open(code, v)


def _open(code: str, v: dict[str, Any]) -> Words:
    """Say why a place was left open."""
    if code == "several in the area":
        return say_n(
            "{n} entry has this name in {area}",
            "{n} entries have this name in {area}",
            v["n"],
            area=v["area"],
        )
    if code == "several":
        return say_n("{n} entry has this name", "{n} entries have this name", v["n"])
    return say("the name is known, but not in {area}", area=v["area"])
