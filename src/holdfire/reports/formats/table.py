"""Tables in text: comma, semicolon or tab between cells, quotes around those that need them (RFC 4180).

Read record by record. A quote that is never closed makes its own line bad and no other: the lines that it
swallowed are read again.
"""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from holdfire.errors import BadInput, Where
from holdfire.reports.formats.base import MAX_ROW, Bad, Found, too_long
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path
    from typing import TextIO

DELIMITERS = (",", ";", "\t")
HEAD = 2**18
"""How much of a file is looked at to find its header, in bytes."""
_BOMS = ((BOM_UTF8, "utf-8"), (BOM_UTF16_LE, "utf-16-le"), (BOM_UTF16_BE, "utf-16-be"))


class Record(NamedTuple):
    """One row: where it stands, its bytes without the line end, and its cells by column."""

    found: Found
    raw: bytes
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Header:
    """The first row of a table, and how it is written."""

    names: tuple[str, ...]
    delimiter: str
    encoding: str


def encoding_of(head: bytes, stated: str = "") -> str:
    """Return the encoding: what the byte order mark says, else what is stated, else UTF-8."""
    return next((name for bom, name in _BOMS if head.startswith(bom)), stated or "utf-8")


def headers(head: bytes, stated: str = "") -> list[Header]:
    """Read the first row with each delimiter, most cells first; none if there is no row."""
    encoding = encoding_of(head, stated)
    text = head.decode(encoding, errors="replace").removeprefix("\ufeff")
    rows = []
    for delimiter in DELIMITERS:
        try:
            row = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), [])
        except csv.Error:
            continue
        rows.append(Header(tuple(cell.strip() for cell in row), delimiter, encoding))
    return sorted((row for row in rows if any(row.names)), key=lambda row: -len(row.names))


def header_with(found: list[Header], wanted: Collection[str]) -> Header | None:
    """Return the header that has all the wanted columns, if one has."""
    return next((header for header in found if set(wanted) <= set(header.names)), None)


def open_header(path: Path, wanted: Collection[str], stated: str = "") -> Header:
    """Return the table's header. BadInput `header-missing`, `column-missing` or `column-twice`."""
    with path.open("rb") as stream:
        found = headers(stream.read(HEAD), stated)
    if not found:
        raise BadInput("header-missing", say("the table has no header row"), where=Where(path.name, line=1))
    header = header_with(found, wanted) or found[0]
    check_header(header.names, wanted, Where(path.name, row=1, line=1))
    return header


def check_header(names: tuple[str, ...], wanted: Collection[str], where: Where) -> None:
    """Refuse a header that lacks a wanted column or has it twice; the field named is the column."""
    for name in wanted:
        if names.count(name) != 1:
            place = Where(where.file, where.row, where.line, name)
            if name in names:
                raise BadInput(
                    "column-twice", say("this column stands twice or more in the table's header"), where=place
                )
            raise BadInput(
                "column-missing", say("this column does not stand in the table's header"), where=place
            )


def records(path: Path, header: Header) -> Iterator[Record | Bad]:
    """Yield the rows after the header; those without any content are passed over, but counted."""
    with path.open(encoding=header.encoding, errors=_errors(header.encoding), newline="") as stream:
        tape, row = _Tape(stream), 0
        for row, (line, text, cells) in enumerate(_split(tape, header.delimiter), 1):
            if row == 1 or (cells is not None and not any(cells)):
                continue
            found = Found(path.name, row, line)
            try:
                raw = _bytes(text.rstrip("\r\n"), header.encoding)
                yield Record(found, raw, _named(header.names, _sound(cells, text)))
            except BadInput as error:
                yield found.bad(error)
        if tape.broken:
            yield Found(path.name, row + 1, tape.line + 1).bad(_wrong_encoding(header.encoding))


def _errors(encoding: str) -> str:
    """Say how undecodable bytes travel in text, so that only their own row is bad."""
    return "surrogatepass" if encoding.startswith("utf-16") else "surrogateescape"


@dataclass(slots=True)
class _Tape:
    """Lines of a stream, remembering those taken by the record at hand, so that they can be put back."""

    stream: TextIO
    line: int = 0
    broken: bool = False
    taken: list[str] = field(default_factory=list)
    again: deque[str] = field(default_factory=deque)

    def __iter__(self) -> _Tape:
        return self

    def __next__(self) -> str:
        text = self.again.popleft() if self.again else self._read()
        if not text:
            raise StopIteration
        self.taken.append(text)
        self.line += 1
        return text

    def _read(self) -> str:
        try:
            text = rest = self.stream.readline(MAX_ROW)
            while len(rest) == MAX_ROW and not rest.endswith(("\n", "\r")):
                rest = self.stream.readline(MAX_ROW)
        except UnicodeDecodeError:
            self.broken = True
            return ""
        return text.removeprefix("\ufeff") if self.line == 0 else text

    def keep_first(self) -> None:
        """Put back all lines of this record but the first."""
        self.again.extendleft(reversed(self.taken[1:]))
        self.line -= len(self.taken) - 1
        del self.taken[1:]


def _split(tape: _Tape, delimiter: str) -> Iterator[tuple[int, str, list[str] | None]]:
    """Yield each record's first line number, its text and its cells; no cells if its quotes are wrong."""
    while True:
        tape.taken.clear()
        first = tape.line + 1
        try:
            cells = next(csv.reader(tape, delimiter=delimiter, strict=True))
        except StopIteration:
            return
        except csv.Error:
            tape.keep_first()
            yield first, tape.taken[0], None
        else:
            yield first, "".join(tape.taken), cells


def _bytes(text: str, encoding: str) -> bytes:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        raise _wrong_encoding(encoding) from None


def _wrong_encoding(encoding: str) -> BadInput:
    hint = say("name the encoding in the column map, or save the file as UTF-8")
    return BadInput("row-encoding", say("the row is not in {encoding}", encoding=encoding), hint=hint)


def _sound(cells: list[str] | None, text: str) -> list[str]:
    if len(text) >= MAX_ROW:
        raise too_long()
    if "\0" in text:
        raise BadInput(
            "row-nul", say("the row holds a NUL character"), hint=say("is it UTF-16? Save the file as UTF-8")
        )
    if cells is None:
        words = say(
            "a quote in the row is not closed or not doubled, or a cell is longer than 131,072 characters"
        )
        raise BadInput("row-quotes", words, hint=say('write a quote inside a quoted cell as ""'))
    return cells


def _named(names: tuple[str, ...], cells: list[str]) -> dict[str, str]:
    if len(cells) != len(names):
        words = say("the row has {n} cells and the header {n2}", n=len(cells), n2=len(names))
        raise BadInput("row-cells", words, hint=say("quote cells that hold the separator or a line break"))
    return dict(zip(names, cells, strict=True))
