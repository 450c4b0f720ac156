"""YAML bytes to plain values, keeping the line of each. One document, no anchors, nothing but JSON's types.

The rules of YAML's core schema hold for plain scalars, save that dates stay text and `yes`, `no` and `on` are
words, so that the language code `no` stays one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from holdfire.agreement.yaml_words import Broken
from holdfire.errors import BadInput, Where
from holdfire.words import Words, say

Path = tuple[str | int, ...]

MAX_BYTES = 8 << 20
MAX_DEPTH = 40
MAX_NUMBER = 20  # characters; a longer one is text, for it may be a hash

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(slots=True)
class Lined:
    """A document's value, the line (from 1) of each path in it, and what is wrong with how it is written."""

    value: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[BadInput] = field(default_factory=list)

    def line(self, path: Path) -> int | None:
        """Line of the nearest thing to `path` that is in the document."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)


def parse(data: bytes, name: str) -> Lined:
    """Read one YAML document; what cannot be read is in `problems`, each with its line."""
    if len(data) > MAX_BYTES:
        words = say("the file is larger than {value} MiB", value=MAX_BYTES >> 20)
        return Lined(problems=[BadInput("yaml-too-large", words, where=Where(name))])
    reader = _Reader(name)
    try:
        reader.read(data)
    except yaml.YAMLError as error:
        broken = Broken(error)
        reader.fault("yaml-broken", broken.words, broken.line, broken.detail)
    except BadInput as error:
        reader.out.problems.append(error)
    return reader.out


def _line(mark: Any) -> int | None:
    return None if mark is None else mark.line + 1


def _scalar(event: Any) -> Any:
    text = event.value
    if not event.implicit[0]:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > MAX_NUMBER:
        return text
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


class _Reader:
    """Builds values from PyYAML's events with its own stack, so that no nesting can exhaust Python's."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.out = Lined()
        self.stack: list[tuple[Any, Path]] = []
        self.key: list[str | None] = []
        self.documents = 0

    def fault(self, code: str, words: Words, line: int | None, hint: Words | None = None) -> None:
        self.out.problems.append(BadInput(code, words, hint=hint, where=Where(self.name, line=line)))

    def stop(self, code: str, words: Words, event: Any) -> BadInput:
        return BadInput(code, words, where=Where(self.name, line=_line(event.start_mark)))

    def read(self, data: bytes) -> None:
        for event in yaml.parse(data, Loader=_LOADER):
            if isinstance(event, yaml.DocumentStartEvent):
                self.documents += 1
                if self.documents > 1:
                    raise self.stop(
                        "yaml-broken", say("one file holds one document; a second one begins here"), event
                    )
            elif isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise self.stop(
                    "yaml-alias", say("anchors (&) and aliases (*) are not read; write the value out"), event
                )
            elif isinstance(event, yaml.ScalarEvent):
                self.scalar(event)
            elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                self.open(event)
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                self.stack.pop()
                self.key.pop()

    def scalar(self, event: Any) -> None:
        if self.stack and isinstance(self.stack[-1][0], dict) and self.key[-1] is None:
            self.take_key(event)
        else:
            self.put(_scalar(event), event)

    def take_key(self, event: Any) -> None:
        holder, path = self.stack[-1]
        key = event.value
        if key in holder:
            first = self.out.lines[(*path, key)]
            self.fault(
                "yaml-duplicate-key",
                say("{key} stands here twice; first on line {first}", key=key, first=first),
                _line(event.start_mark),
            )
        self.key[-1] = key
        self.out.lines[(*path, key)] = event.start_mark.line + 1

    def open(self, event: Any) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise self.stop(
                "yaml-too-deep", say("more than {MAX_DEPTH} levels deep", MAX_DEPTH=MAX_DEPTH), event
            )
        if self.stack and isinstance(self.stack[-1][0], dict) and self.key[-1] is None:
            raise self.stop(
                "yaml-broken", say("a key must be one word or text, not a list or mapping"), event
            )
        holder: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        path = self.put(holder, event)
        self.stack.append((holder, path))
        self.key.append(None)

    def put(self, value: Any, event: Any) -> Path:
        if not self.stack:
            self.out.value = value
            self.out.lines[()] = event.start_mark.line + 1
            return ()
        holder, path = self.stack[-1]
        if isinstance(holder, list):
            holder.append(value)
            here: Path = (*path, len(holder) - 1)
            self.out.lines[here] = event.start_mark.line + 1
            return here
        key = self.key[-1]
        holder[key] = value
        self.key[-1] = None
        return (*path, key or "")
