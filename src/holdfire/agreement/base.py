"""What every part of an agreement is made of. `model.py` says how intervals and places are written."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Path = tuple[str | int, ...]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Lang = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


def _written_day(value: object) -> object:
    if isinstance(value, dt.date) or (isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value)):
        return value
    raise PydanticCustomError("day", "write a day as YYYY-MM-DD")


Day = Annotated[dt.date, BeforeValidator(_written_day)]


class Model(BaseModel):
    """Frozen, with no field that is not named here."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Sourced(Model):
    """A fact. `source` names entries of the agreement's `sources`; only an exercise may leave it empty."""

    source: tuple[Id, ...] = ()

    def states_a_fact(self) -> bool:
        """Whether anything is said here that needs a source."""
        return bool(self.model_fields_set)


class Named(Model):
    """A thing with names by language, and other spellings, short forms and abbreviations in any language."""

    id: Id
    names: dict[Lang, Words] = Field(min_length=1)
    aliases: tuple[Words, ...] = ()

    @property
    def name(self) -> str:
        """The English name, or else the first one given."""
        return named(self.names)


def named(names: Mapping[str, str], lang: str = "en") -> str:
    """Choose a name in a language, else in English, else the first."""
    return names.get(lang) or names.get("en") or next(iter(names.values()))


class Span(Sourced):
    """A fact that holds for an interval `[since, until)`."""

    since: Day | None = None
    until: Day | None = None


def parts(model: Model, path: Path = ()) -> Iterator[tuple[Path, Model]]:
    """Yield the model and every model in it, each with its path."""
    yield path, model
    for name in type(model).model_fields:
        value = getattr(model, name)
        if isinstance(value, Model):
            yield from parts(value, (*path, name))
        elif isinstance(value, tuple):
            for n, item in enumerate(value):
                if isinstance(item, Model):
                    yield from parts(item, (*path, name, n))
