"""From the bytes of a mechanism file to an `Agreement`, or to everything that is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from holdfire.agreement.fault import Fault
from holdfire.agreement.faults import faults
from holdfire.agreement.misfits import misfit
from holdfire.agreement.model import Agreement
from holdfire.agreement.yaml_lines import Lined, Path, parse
from holdfire.errors import BadInput, Where
from holdfire.words import say

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


def load(data: bytes, name: str) -> Agreement:
    """Read a mechanism file. `name` is what errors call the file.

    Raises the first of `problems` (`BadInput`, with file, line and field), saying how many more there are.
    """
    agreement, found = _read(data, name)
    if found:
        first, more = found[0], len(found) - 1
        words = (
            say("{first}; {more} more in this file", first=first.words, more=more) if more else first.words
        )
        raise BadInput(first.code, words, hint=first.advice, where=first.where)
    assert agreement is not None
    return agreement


def problems(data: bytes, name: str) -> list[BadInput]:
    """List all that is wrong with a mechanism file, in the order of its lines; empty if `load` takes it."""
    return _read(data, name)[1]


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a mechanism file, as published in `docs/mechanism.schema.json`."""
    schema = Agreement.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _read(data: bytes, name: str) -> tuple[Agreement | None, list[BadInput]]:
    lined = parse(data, name)
    found = list(lined.problems)
    agreement = None
    if lined.lines and not any(problem.code != "yaml-duplicate-key" for problem in found):
        try:
            agreement = Agreement.model_validate(lined.value)
        except ValidationError as error:
            found += [
                _placed(_wrong(details, lined), lined, name) for details in error.errors(include_url=False)
            ]
        else:
            found += [_placed(fault, lined, name) for fault in faults(agreement)]
    elif not found:
        found = [BadInput("yaml-broken", say("the file is empty"), where=Where(name, line=1))]
    return agreement, sorted(found, key=lambda problem: problem.where.line or 0)


def _placed(fault: Fault, lined: Lined, name: str) -> BadInput:
    where = Where(name, line=lined.line(fault.path), field=field_of(fault.path))
    return BadInput(fault.code, fault.words, hint=fault.hint, where=where)


def field_of(path: Path) -> str:
    """Write a path as a person would: `actors[3].names.en`; list items count from 0."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


def _wrong(details: ErrorDetails, lined: Lined) -> Fault:
    kind, path = details["type"], _own_path(details["loc"], lined)
    if kind == "missing":
        return Fault("field-missing", say("this field is needed"), None, (*path, details["loc"][-1]))
    if kind == "extra_forbidden":
        comma = " " in str(path[-1])
        hint = (
            say("text with a comma stands in quotes") if comma else say("docs/agreement.md lists the fields")
        )
        return Fault("field-unknown", say("there is no such field here"), hint, path)
    words, more = misfit(details)
    return Fault("field-wrong", words, more, path)


def _own_path(loc: tuple[int | str, ...], lined: Lined) -> Path:
    """Drop from pydantic's path the tags of unions, which do not stand in the file."""
    path: Path = ()
    for step in loc:
        if (*path, step) in lined.lines:
            path = (*path, step)
    return path
