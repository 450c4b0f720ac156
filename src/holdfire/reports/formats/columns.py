"""A column map: which column of somebody's table holds which field. A YAML file, checked line by line.

```yaml
columns: {report_id: No, start: Datum, place: Ort, killed_best: Tote}
constants: {source: district office, language: de}
dates: "%d.%m.%Y"            # strptime; one or a list; without it ISO 8601
lists: ";"                   # between the items of a list in one cell; `;` is also the default
decimal: ","                 # or "." , the default
types: {Beschuss: A2}        # word in the table -> code
encoding: windows-1256       # or what the file's byte order mark says; else UTF-8
sheet: Reports               # of a workbook with several sheets
```

Fields are those of `formats.fields`, except that a toll stands in three columns (`killed_low`, `killed_best`,
`killed_high`) or, a single number, in one (`killed`). For a page, which has no columns, the map may hold
`constants`, `dates` and `encoding`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, NoReturn

import yaml

from holdfire.agreement.yaml_words import Broken
from holdfire.errors import BadInput, Where
from holdfire.reports.formats import fields, times
from holdfire.words import Words, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from zoneinfo import ZoneInfo

FIELDS = frozenset(
    [*fields.TEXTS, *fields.DATES, *fields.NUMBERS, *fields.LISTS, *fields.TOLLS, *fields.TOLL_PARTS]
)
ENCODINGS = {
    "utf-8": "utf-8",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "windows-1251": "cp1251",
    "windows-1252": "cp1252",
    "windows-1254": "cp1254",
    "windows-1256": "cp1256",
}


class Column(NamedTuple):
    """A field, the column that holds it, and the line of the map that says so."""

    field: str
    column: str
    line: int


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """A column map as read by `load_map`. `name` is the map's file, for messages."""

    name: str = ""
    columns: tuple[Column, ...] = ()
    constants: tuple[tuple[str, str], ...] = ()
    dates: tuple[str, ...] = ()
    lists: str = ";"
    decimal: str = "."
    types: dict[str, str] = field(default_factory=dict)
    encoding: str = ""
    sheet: str = ""

    def clock(self, zone: ZoneInfo) -> times.Clock:
        """Return what reads this table's dates."""
        return times.pattern_clock(self.dates, zone) if self.dates else times.iso_clock(zone)


def load_map(raw: bytes, name: str) -> ColumnMap:
    """Read a column map. BadInput `map-invalid` names the line and the field of the first thing wrong."""
    try:
        root = yaml.compose(raw, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        broken = Broken(error)
        raise _invalid(broken.words, Where(name, line=broken.line), broken.detail) from None
    except (UnicodeError, RecursionError):
        raise _invalid(say("this is not YAML"), Where(name)) from None
    reader = _MapReader(name)
    values = {key: reader.part(key, node) for key, node in reader.pairs(root)}
    return ColumnMap(name=name, **values)  # type: ignore[arg-type]


def _invalid(words: Words, where: Where, hint: Words | None = None) -> BadInput:
    return BadInput("map-invalid", words, hint=hint, where=where)


class _MapReader:
    """Walks the YAML nodes of one map, so that every complaint has its line."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.given: set[str] = set()

    def part(self, key: str, node: yaml.Node) -> object:
        """Read one top-level key."""
        parts: dict[str, Callable[[yaml.Node], object]] = {
            "columns": self.columns,
            "constants": self.constants,
            "dates": self.dates,
            "lists": self.lists,
            "decimal": self.decimal,
            "types": lambda n: {k: self.text(k, v) for k, v in self.pairs(n)},
            "encoding": self.encoding,
            "sheet": lambda n: self.text("sheet", n),
        }
        if key not in parts:
            self.fail(say("unknown key; known are {names}", names=", ".join(parts)), node, key)
        return parts[key](node)

    def columns(self, node: yaml.Node) -> tuple[Column, ...]:
        pairs = self.fields(node)
        return tuple(Column(key, self.text(key, value), value.start_mark.line + 1) for key, value in pairs)

    def constants(self, node: yaml.Node) -> tuple[tuple[str, str], ...]:
        return tuple((key, self.text(key, value)) for key, value in self.fields(node))

    def dates(self, node: yaml.Node) -> tuple[str, ...]:
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        patterns = tuple(self.text("dates", item) for item in nodes)
        if not all("%" in pattern for pattern in patterns):
            self.fail(say('write a pattern such as "%d.%m.%Y"'), node, "dates")
        return patterns

    def lists(self, node: yaml.Node) -> str:
        return self.text("lists", node, strip=False)

    def decimal(self, node: yaml.Node) -> str:
        return self.choice("decimal", node, {",": ",", ".": "."})

    def encoding(self, node: yaml.Node) -> str:
        return self.choice("encoding", node, ENCODINGS)

    def choice(self, key: str, node: yaml.Node, known: dict[str, str]) -> str:
        value = self.text(key, node).lower()
        if value not in known:
            self.fail(say("this must be one of {names}", names=" ".join(known)), node, key)
        return known[value]

    def fields(self, node: yaml.Node) -> Iterator[tuple[str, yaml.Node]]:
        """Yield field and value, refusing a field that is unknown or given twice in the map."""
        for key, value in self.pairs(node):
            if key not in FIELDS:
                self.fail(
                    say("unknown field"),
                    value,
                    key,
                    hint=say("known are {names}", names=", ".join(sorted(FIELDS))),
                )
            if key in self.given:
                self.fail(say("this field stands both in columns and in constants"), value, key)
            self.given.add(key)
            yield key, value

    def pairs(self, node: yaml.Node | None) -> list[tuple[str, yaml.Node]]:
        """Return the keys and values of a mapping, each key once."""
        if not isinstance(node, yaml.MappingNode):
            self.fail(say("this must be a mapping, `key: value`"), node)
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = self.text("", key)
            if name in found:
                self.fail(say("this key stands twice"), key, name)
            found[name] = value
        return list(found.items())

    def text(self, key: str, node: yaml.Node, *, strip: bool = True) -> str:
        """Return a scalar as it is written: dates and numbers stay text."""
        if not isinstance(node, yaml.ScalarNode):
            self.fail(say("this must be one word or number"), node, key)
        value = str(node.value)
        value = value.strip() if strip else value
        if not value:
            self.fail(say("this must not be empty"), node, key)
        return value

    def fail(
        self, words: Words, node: yaml.Node | None, key: str = "", hint: Words | None = None
    ) -> NoReturn:
        line = node.start_mark.line + 1 if node is not None else None
        raise _invalid(words, Where(self.name, line=line, field=key), hint)
