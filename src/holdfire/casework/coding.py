"""How an act's form is written into an entry and into a row, and read again. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import msgspec
from msgspec import Meta

from holdfire.casework.acts import FORMS

if TYPE_CHECKING:
    from holdfire.casework.acts import Body


def named(body: Body) -> tuple[int, ...]:
    """Give the entries that a form itself names: reports that an incident rests on, evidence that is new."""
    return (*getattr(body, "reports", ()), *getattr(body, "evidence", ()))


def meanings(form: type[Body]) -> dict[str, str]:
    """Give each field's line, for tables and help."""
    hints = get_type_hints(form, include_extras=True)
    return {
        name: next(str(m.description) for m in get_args(hint) if isinstance(m, Meta) and m.description)
        for name, hint in hints.items()
    }


def to_fields(body: Body) -> dict[str, Any]:
    """Write a form as closed fields of an entry; those at their default are left out."""
    found: dict[str, Any] = msgspec.to_builtins(body)
    usual: dict[str, Any] = msgspec.to_builtins(type(body)())
    return {name: value for name, value in found.items() if value != usual[name]}


def read(kind: str, fields: Any) -> Body:
    """Read what `to_fields` wrote; msgspec.ValidationError where a part is not of its kind."""
    return msgspec.convert(dict(fields), FORMS[kind])


def encode(body: Body) -> str:
    """Write a form as one text in canonical order, for a row."""
    return msgspec.json.encode(to_fields(body), order="sorted").decode()


def decode(kind: str, text: str) -> Body:
    """Read what `encode` wrote."""
    return msgspec.json.decode(text, type=FORMS[kind])
