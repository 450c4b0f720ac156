"""Every place where an agreement names something else of its own by id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.agreement.base import parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfire.agreement.base import Model, Path
    from holdfire.agreement.model import Agreement

# Which list of the agreement each field points into, by class and field.
POINTS_TO = {
    ("Area", "parent"): "areas",
    ("StatusSpan", "of"): "instruments",
    ("GuarantorSpan", "guarantor"): "actors",
    ("MembershipSpan", "of"): "actors",
    ("SideSpan", "side"): "sides",
    ("Presentation", "to"): "actors",
    ("Presentation", "by"): "actors",
    ("TextVersion", "signatories"): "actors",
    ("TextVersion", "terms"): "terms",
    ("Instrument", "part_of"): "instruments",
    ("Instrument", "parties"): "actors",
    ("Instrument", "where"): "places",
    ("Exclusion", "actors"): "actors",
    ("Term", "instrument"): "instruments",
    ("Term", "binds"): "actors",
    ("Term", "where"): "places",
    ("Zone", "instrument"): "instruments",
    ("Zone", "agreed_by"): "actors",
    ("Position", "actor"): "actors",
    ("Position", "instrument"): "instruments",
    ("Position", "terms"): "terms",
    ("Meeting", "attended"): "actors",
    ("Meeting", "absent"): "actors",
    ("Meeting", "instruments"): "instruments",
    ("Statement", "by"): "actors",
    ("Condition", "subject"): "subjects",
    ("Condition", "by"): "actors",
    ("InForce", "instrument"): "instruments",
    ("Accepted", "instrument"): "instruments",
    ("Accepted", "by"): "actors",
    ("AtMost", "by"): "actors",
    ("AtMost", "where"): "places",
    ("Held", "meeting"): "talks",
    ("Held", "attended_by"): "actors",
    ("Fulfilled", "term"): "terms",
    ("Member", "actor"): "actors",
    ("Member", "backs"): "sides",
    ("TwoNamed", "members"): "actors",
    ("Cosigner", "actor"): "actors",
    ("Cosigner", "backs"): "sides",
}


def references(agreement: Agreement) -> Iterator[tuple[Path, str, str]]:
    """Yield (path of the field, list it points into, id) for each reference."""
    for path, part in parts(agreement):
        for name in type(part).model_fields:
            kind = "sources" if name == "source" else POINTS_TO.get((type(part).__name__, name))
            if kind:
                yield from _ids(part, path, name, kind)


def _ids(part: Model, path: Path, name: str, kind: str) -> Iterator[tuple[Path, str, str]]:
    value = getattr(part, name)
    if isinstance(value, tuple):
        yield from (((*path, name, n), kind, wanted) for n, wanted in enumerate(value))
    elif value is not None:
        yield (*path, name), kind, value
