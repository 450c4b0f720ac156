"""A language's lexicon: word lists, frames, kinds and dates, read from YAML and compiled.

Patterns are written in a small notation, so that a monitor can extend a lexicon without code, and so that none can
run for ever: every gap is bounded. All is folded (`fold`) first.

- a space is white space; a word's end is a word's end;
- `*` is any letters, `#` a number in figures; `...` up to 60 signs;
- `(a|b)` one of them, `(a)?` perhaps;
- `{list}` one of a list of the file;
- `<speaker>`, `<via>`, `<content>`, `<perp>`, `<n>`, `<when>`, `<unit>`: a slot; `<content=(a|b)>` one that begins so,
  `<content:(a|b)>` just that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from holdfire.errors import BadInput, Where
from holdfire.reading.fold import fold
from holdfire.reading.kinds import COARSE, STATUSES
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NOTHING = r"(?!)"
LANGUAGES = ("ar", "en", "fa", "ru", "tr")
LISTS = ("kinds", "frames", "lists")
TABLES = ("numbers", "months", "weekdays", "relative")
PHRASES = (
    *(
        "splits",
        "leads",
        "unverified",
        "conditional",
        "negated",
        "anonymous",
        "collective",
        "outlets",
        "anaphors",
    ),
    *("at_least", "locative", "not_place", "actors", "parts", "nameless", "since", "last", "next", "day_of"),
    *("cues", "joins", "pronouns", "roles", "idle", "night_to", "week", "after"),
)
SLOTTED = ("killed", "wounded", "doers", "targets", "through")
FIELDS = frozenset(("language", "version", "prefixes", "suffixes", *LISTS, *TABLES, *PHRASES, *SLOTTED))
SLOTS = {
    "speaker": r"[^,;:\"]{2,90}?",
    "speakers": r"[^;:\"]{2,160}?",
    "perp": r"[^,;:\"]{2,60}?",
    "via": r"[^,;:\"]{2,60}?",
    "content": r".{2,900}?",
    "rest": r".{0,400}?",
    "aside": r"[^,\"]{2,90}?",
    "n": r"\d{1,4}|{number}",
    "unit": r"[^,;:\"\d]{0,25}?",
    "when": r"[^,;:\"]{2,40}?",
    "doer": r"[^,;:\"]{2,60}?",
    "goal": r"[^,;:\"]{2,40}?",
}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TOKEN = re.compile(r"<(\w+)([=:])?|\{(\w+)\}|\.\.\.|[*#()|>?]|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Frame:
    """A way of saying who said what. `kind` is given where the saying itself is the act: "welcomed the truce"."""

    id: str
    family: str
    pattern: re.Pattern[str]
    status: str
    kind: str
    mode: str


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """A language's compiled lexicon; `kinds` in the order in which they are tried, the specific before the general."""

    language: str
    version: str
    frames: tuple[Frame, ...]
    kinds: tuple[tuple[str, re.Pattern[str]], ...]
    phrases: Mapping[str, re.Pattern[str]]
    slotted: Mapping[str, tuple[re.Pattern[str], ...]]
    numbers: Mapping[str, int]
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    relative: tuple[tuple[re.Pattern[str], tuple[int, int]], ...]
    suffixes: str = field(default="")


@cache
def lexicon(language: str) -> Lexicon | None:
    """Give the lexicon that comes with Holdfire, or None for a language without one."""
    if language not in LANGUAGES:
        return None
    return load(files(__package__).joinpath(f"lexicons/{language}.yaml").read_bytes(), f"{language}.yaml")


def shipped() -> list[Path]:
    """List the files of Holdfire's own lexicons."""
    return [Path(str(files(__package__).joinpath(f"lexicons/{code}.yaml"))) for code in LANGUAGES]


def lacking(found: Lexicon) -> list[str]:
    """Name the lists that a lexicon has nothing for, of those that reading a claim needs."""
    needed = ("unverified", "anaphors", "outlets", "anonymous", "locative")
    empty = [name for name in needed if found.phrases[name].pattern == NOTHING]
    return [*empty, *(name for name in ("frames", "kinds", "numbers", "months") if not getattr(found, name))]


def load(data: bytes, file: str) -> Lexicon:
    """Read and compile a lexicon.

    Raises BadInput `lexicon-malformed`, naming file and field: no YAML in UTF-8, an unknown field, kind, status or
    list, a pattern whose brackets do not close, or the same pattern twice under two kinds.
    """
    try:
        raw = yaml.load(data.decode("utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader, in C where there is one
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise _bad(file, "", "not YAML in UTF-8") from error
    if not isinstance(raw, dict):
        raise _bad(file, "", "not a table of fields")
    unknown = sorted(set(map(str, raw)) - FIELDS)
    if unknown:
        raise _bad(file, unknown[0], "no such field")
    return _Reader(file, raw).lexicon()


def _bad(file: str, name: str, trouble: str) -> BadInput:
    return BadInput("lexicon-malformed", say("{trouble}", trouble=trouble), where=Where(file, field=name))


@dataclass(slots=True)
class _Reader:
    file: str
    raw: dict[str, Any]

    def lexicon(self) -> Lexicon:
        relative = self.raw.get("relative") or {}
        return Lexicon(
            str(self.raw.get("language", "")),
            str(self.raw.get("version", "")),
            tuple(self._frame(n, f) for n, f in enumerate(self.raw.get("frames") or ())),
            tuple(self._kinds()),
            {name: self._any(name, self.raw.get(name) or ()) for name in PHRASES},
            {name: tuple(self._any(name, [p]) for p in self.raw.get(name) or ()) for name in SLOTTED},
            {fold(str(w)).text: int(n) for w, n in (self.raw.get("numbers") or {}).items()},
            {fold(w).text: n for n, ws in (self.raw.get("months") or {}).items() for w in ws},
            {fold(w).text: n for n, ws in (self.raw.get("weekdays") or {}).items() for w in ws},
            tuple((self._any("relative", [p]), (int(d[0]), int(d[1]))) for p, d in relative.items()),
            str(self.raw.get("suffixes", "")),
        )

    def _frame(self, n: int, data: dict[str, Any]) -> Frame:
        name = str(data.get("id", f"frames[{n}]"))
        status, kind = data.get("status", "asserted"), data.get("kind", "")
        if status not in STATUSES:
            raise _bad(self.file, name, f"no such status: {status}")
        if kind and kind not in COARSE:
            raise _bad(self.file, name, f"no such kind: {kind}")
        written = self._written(str(data.get("say", "")), name)
        pattern = self._compiled(name, rf"^{written}[\s.!?\"…]*$")
        return Frame(name, data.get("family", name), pattern, status, kind, data.get("mode", ""))

    def _kinds(self) -> Iterable[tuple[str, re.Pattern[str]]]:
        seen: dict[str, str] = {}
        for kind, patterns in (self.raw.get("kinds") or {}).items():
            name = kind.split("/")[0]
            if name not in COARSE:
                raise _bad(self.file, kind, "no such kind")
            for p in patterns:
                if seen.setdefault(p, name) != name:
                    raise _bad(self.file, kind, f"stands under {seen[p]} too: {p}")
            yield name, self._any(kind, patterns)

    def _compiled(self, name: str, pattern: str) -> re.Pattern[str]:
        try:
            return re.compile(pattern)
        except re.error as error:
            raise _bad(self.file, name, str(error)) from error

    def _any(self, name: str, patterns: Iterable[str]) -> re.Pattern[str]:
        written = "|".join(self._bounded(str(p), name) for p in patterns)
        return self._compiled(name, f"(?:{written})" if written else NOTHING)

    def _bounded(self, pattern: str, name: str) -> str:
        """Write a pattern so that it begins and ends where words do; a prefix of the language may stand before it."""
        before = self.raw.get("prefixes") or ""
        head = (rf"(?<!\w)(?:{before})?" if before else r"(?<!\w)") if pattern[0] not in ",;.^'\"" else ""
        return f"{head}(?:{self._written(pattern, name)})" + (r"(?!\w)" if pattern[-1] not in ',;."' else "")

    def _written(self, pattern: str, name: str) -> str:
        return _Notation(self, fold(pattern).text, name).regex()

    def listed(self, name: str, where: str) -> str:
        if name == "number":
            return "|".join(
                map(re.escape, sorted(map(_folded, self.raw.get("numbers") or {"0": 0}), key=len)[::-1])
            )
        if name in {"months", "weekdays"}:
            words = [w for ws in (self.raw.get(name) or {}).values() for w in ws]
            return "|".join(map(re.escape, sorted(map(_folded, words), key=len, reverse=True)))
        found = (self.raw.get("lists") or {}).get(name)
        if found is None:
            raise _bad(self.file, where, f"no such list: {name}")
        return "|".join(self._written(str(p), where) for p in found)


def _folded(word: object) -> str:
    return fold(str(word)).text


class _Notation:
    """Turns one pattern of the notation into a regular expression with bounded gaps."""

    def __init__(self, reader: _Reader, pattern: str, name: str) -> None:
        self.reader, self.name = reader, name
        self.pieces = [m.group() for m in _TOKEN.finditer(pattern)]
        self.at = 0

    def regex(self) -> str:
        made = self._sequence("")
        if self.at < len(self.pieces):
            raise _bad(self.reader.file, self.name, "brackets do not match")
        return made

    def _sequence(self, closing: str) -> str:
        parts: list[str] = []
        while self.at < len(self.pieces) and (self.pieces[self.at] != closing or not closing):
            piece = self.pieces[self.at]
            if piece in ")>" and not closing:
                break
            self.at += 1
            self._one(piece, parts)
        return "".join(parts)

    def _one(self, piece: str, parts: list[str]) -> None:
        if piece == "(":
            self._group(parts)
        elif piece.startswith("<"):
            self._slot(piece, parts)
        elif piece.startswith("{"):
            self._perhaps(self.reader.listed(piece[1:-1], self.name), parts)
        elif piece == "...":
            self._gap(parts)
        elif piece == "*":
            parts.append(r"\w*")
        elif piece == "#":
            parts.append(r"\d{1,4}")
        elif piece == "|":
            parts.append("|")
        elif piece.isspace():
            parts.append(r"\s+")
        elif piece == ",":
            parts.append(r"\"?\s?,\"?")
        else:
            parts.append(re.escape(piece))

    def _gap(self, parts: list[str]) -> None:
        if parts and parts[-1] == r"\s+" and self._next().isspace():
            self.at += 1
            parts.append(r"(?:.{0,60}?\s)?")
        else:
            parts.append(".{0,60}?")

    def _group(self, parts: list[str]) -> None:
        inner = self._sequence(")")
        if self.at >= len(self.pieces):
            raise _bad(self.reader.file, self.name, "a bracket does not close")
        self.at += 1
        self._perhaps(inner, parts)

    def _perhaps(self, inner: str, parts: list[str]) -> None:
        """Add a group; if `?` follows it may be missing, with the white space beside it."""
        if self._next() != "?":
            parts.append(f"(?:{inner})")
            return
        self.at += 1
        if parts and parts[-1] == r"\s+":
            parts[-1] = rf"(?:\s+(?:{inner}))?"
        elif self._next().isspace():
            self.at += 1
            parts.append(rf"(?:(?:{inner})\s+)?")
        else:
            parts.append(f"(?:{inner})?")

    def _next(self) -> str:
        return self.pieces[self.at] if self.at < len(self.pieces) else ""

    def _slot(self, piece: str, parts: list[str]) -> None:
        name = piece.strip("<=:")
        begins = self._sequence(">") if piece[-1] in "=:" else ""
        if self.at >= len(self.pieces) or name not in SLOTS:
            raise _bad(self.reader.file, self.name, f"no such slot: {name}")
        self.at += 1
        body = SLOTS[name].replace("{number}", self.reader.listed("number", self.name))
        if piece[-1] == ":":
            parts.append(f"(?P<{name}>{begins})")
        else:
            parts.append(f"(?P<{name}>(?:{begins})(?:\\b{body})?)" if begins else f"(?P<{name}>{body})")
