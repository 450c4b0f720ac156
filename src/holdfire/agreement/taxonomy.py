"""The kinds of act that a term can define as breaches, read from `taxonomy.yaml`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from pydantic import TypeAdapter

from holdfire.agreement.base import Lang, Model, Words
from holdfire.agreement.model_rules import Gravity  # noqa: TC001 - pydantic reads it when it runs
from holdfire.agreement.yaml_lines import parse


class IncidentType(Model):
    """A kind of act; `gravity` is its default, `None` for what is tracked but is nobody's breach."""

    code: Words
    names: dict[Lang, Words]
    gravity: Gravity | None
    up_to: Gravity | None = None

    @property
    def name(self) -> str:
        """The English name."""
        return self.names["en"]


@cache
def taxonomy() -> dict[str, IncidentType]:
    """Every kind of act by its code, in the order of the file."""
    data = files("holdfire.agreement").joinpath("taxonomy.yaml").read_bytes()
    types = TypeAdapter(tuple[IncidentType, ...]).validate_python(parse(data, "taxonomy.yaml").value)
    return {kind.code: kind for kind in types}
