"""Names that differ more than spelling does: Damascus and Dimashq. Data in `exonyms.csv`, a line a place."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from holdfire.places.keys import asked


def of(name: str) -> tuple[str, ...]:
    """Give a name, and the other names of its place where they are known."""
    return (name, *_groups().get(asked(name).key, ()))


@cache
def _groups() -> dict[str, tuple[str, ...]]:
    text = files(__package__).joinpath("exonyms.csv").read_text(encoding="utf-8")
    lines = [tuple(line.split("|")) for line in text.splitlines() if line and not line.startswith("#")]
    return {asked(name).key: names for names in lines for name in names}
