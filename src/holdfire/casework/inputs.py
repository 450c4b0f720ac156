"""An act's form as inputs that a person fills in, and what was filled in as the form's fields. Pure.

Inputs have flat names with points (`answers.happened`, `observations.0.words`), as a page or a sheet of paper needs.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

from holdfire.agreement.outcomes import QUESTIONS
from holdfire.casework import acts
from holdfire.casework.words import CODES, INSTANTS, LABELS
from holdfire.errors import BadInput
from holdfire.record.encoding import EPOCH
from holdfire.words import Words, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from zoneinfo import ZoneInfo

Sort = Literal["line", "text", "choice", "actor", "actors", "number", "instant", "flag", "lines", "entries"]
LONG = frozenset(("words", "reason", "summary", "what", "task", "check"))
SORTS: Mapping[str, Sort] = {
    **dict.fromkeys(("to", "of", "through", "by", "accused"), "actor"),
    **dict.fromkeys(("team", "present", "sponsors"), "actors"),
    **dict.fromkeys(INSTANTS, "instant"),
    "evidence": "entries",
}
"""What the fields of these names hold, whatever their type."""
MADE = frozenset(
    ("reports", "gravity", "outcome", "question", "joint", "dissents", "why", "denied_by", "incident")
)
"""Fields that no person fills in: the book does."""
ROWS = 6
"""Rows to fill in of what can be there many times."""
PARTS: Mapping[str, type] = {"observations": acts.Observation, "shifts": acts.Shift}


class Input(NamedTuple):
    """One thing to fill in: its name, its label, its sort, what may be chosen, and the group that it is set in."""

    name: str
    label: Words
    sort: Sort
    choices: tuple[tuple[str, Words], ...] = ()
    group: str = ""


def inputs(kind: str, *, test: tuple[str, ...] = ()) -> Iterator[Input]:
    """List the inputs of a kind of act, in the order of its form; `test` are the parts of the agreement's test."""
    hints = get_type_hints(acts.FORMS[kind])
    for name, hint in hints.items():
        if name in MADE:
            continue
        if name == "answers":
            yield from _questions()
        elif name == "test":
            yield from _test(test)
        elif name == "attribution":
            yield from _parts("attribution", acts.Attribution, name)
        elif name in PARTS:
            for row in range(ROWS):
                yield from _parts(f"{name}.{row}", PARTS[name], f"{name}.{row}")
        elif name != "reasons":
            yield _input(name, name, hint)


def _questions() -> Iterator[Input]:
    for question in QUESTIONS:
        yield Input(f"answers.{question}", LABELS["answer"], "choice", _choices(acts.Answer), question)
        yield Input(f"reasons.{question}", LABELS["reason"], "text", (), question)


def _test(parts: tuple[str, ...]) -> Iterator[Input]:
    for n, part in enumerate(parts):
        yield Input(f"test.{n}", Words("{text}", {"text": part}), "choice", _choices(acts.Answer), "test")


def _parts(prefix: str, form: type, group: str) -> Iterator[Input]:
    for name, hint in get_type_hints(form).items():
        yield _input(f"{prefix}.{name}", name, hint)._replace(group=group)


def _choices(of: Any) -> tuple[tuple[str, Words], ...]:
    return tuple((code, CODES.get(code, say("{code}", code=code))) for code in get_args(of) if code)


def _input(full: str, name: str, hint: Any) -> Input:
    if name not in SORTS and get_origin(hint) is Literal:
        return Input(full, LABELS[name], "choice", _choices(hint))
    return Input(full, LABELS[name], SORTS.get(name) or _sort(name, hint))


def _sort(name: str, hint: Any) -> Sort:
    if hint is bool:
        return "flag"
    if get_origin(hint) in (tuple, dict):
        return "lines"
    if int in (hint, *get_args(hint)):
        return "number"
    return "text" if name in LONG else "line"


def filled(kind: str, given: Mapping[str, list[str]], zone: ZoneInfo) -> dict[str, Any]:
    """Turn what was filled in into the form's fields; what was left empty is left out.

    An instant is a local time of the mechanism's zone, as 2031-03-14T12:00. BadInput `instant-malformed`,
    `pair-malformed`, `number-invalid`.
    """
    known = {i.name: i for i in inputs(kind, test=("",) * 20)}
    tree: dict[str, Any] = {}
    for name, values in given.items():
        if name in known:
            value = _value(known[name], [v.strip() for v in values if v.strip()], zone)
            if value not in (None, "", [], {}, False):
                _put(tree, name.split("."), value)
    return {name: _whole(name, value) for name, value in tree.items()}


def _put(tree: dict[str, Any], path: list[str], value: Any) -> None:
    for part in path[:-1]:
        tree = tree.setdefault(part, {})
    tree[path[-1]] = value


def _whole(name: str, value: Any) -> Any:
    """Make a list of rows that were numbered, in their order."""
    if name not in PARTS and name != "test":
        return value
    return [row for _, row in sorted(value.items(), key=lambda item: int(item[0]))]


def _value(i: Input, values: list[str], zone: ZoneInfo) -> Any:
    if not values or i.sort in ("flag", "actors"):
        return values if i.sort == "actors" else bool(values) or None
    if i.sort in ("entries", "lines"):
        return _several(i, values[0])
    if i.sort == "number":
        return _number(values[0])
    return instant(values[0], zone) if i.sort == "instant" else values[0]


def _several(i: Input, text: str) -> Any:
    if i.sort == "entries":
        return [_number(v.lstrip("#")) for v in text.replace(",", " ").split()]
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return pairs(lines) if i.name == "votes" else lines


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError as e:
        raise BadInput("number-invalid", say("{text} is not a whole number", text=repr(text))) from e


def pairs(lines: Iterable[str]) -> dict[str, str]:
    """Read lines of the form KEY=VALUE; BadInput `pair-malformed`."""
    out = {}
    for line in lines:
        name, mark, value = line.partition("=")
        if not mark:
            raise BadInput(
                "pair-malformed",
                say("{text} is not KEY=VALUE", text=repr(line)),
                hint=say("--answer happened=yes"),
            )
        out[name.strip()] = value.strip()
    return out


def instant(value: str | dt.datetime, zone: ZoneInfo | None = None) -> int:
    """Read an instant, UTC microseconds; one without an offset is local to the zone, if one is given.

    BadInput `instant-malformed`, also for an hour that comes twice or never when the zone's clocks change: what is
    signed has to mean one instant.
    """
    try:
        at = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value)
    except ValueError:
        at = None
    if at is not None and at.tzinfo is None and zone is not None:
        readings = {at.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)}
        at = at.replace(tzinfo=zone) if len(readings) == 1 else None
    if at is None or at.tzinfo is None:
        raise BadInput(
            "instant-malformed",
            say("{text} is no instant with its zone", text=repr(str(value))),
            hint=say("2031-03-14T12:00:00-02:00"),
        )
    return (at - EPOCH) // dt.timedelta(microseconds=1)
