"""Bars for a page: a table's figures as inline SVG, one small chart a column, by which no word or figure is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfire.bulletins.document import Cell, Column, Table
    from holdfire.bulletins.runs import Voice

HIGH, WIDE, GAP = 60, 22, 6
"""Of a bar, in SVG units: its greatest height, its width, and the space to the next."""
BASE = HIGH + 16


class Chart(NamedTuple):
    """One column as a picture: its name, what a screen reader says, and the picture."""

    name: Cell
    svg: Markup


def bars(voice: Voice, table: Table) -> Iterator[Chart]:
    """Draw each column of figures. Columns of one unit have one scale, so that their bars can be compared.

    A row without a figure has a dash and no bar; a nought has a line at the base. Bars run as the language does.
    """
    numeric = [j for j, c in enumerate(table.columns) if c.numeric]
    most = {voice.plain(table.columns[j].unit): 0.0 for j in numeric}
    for j in numeric:
        unit = voice.plain(table.columns[j].unit)
        most[unit] = max(most[unit], *(_figure(row[j]) or 0 for row in table.rows), 0)
    for j in numeric:
        column = table.columns[j]
        scale = most[voice.plain(column.unit)]
        yield Chart(column.name, _svg(voice, column, [(r[0], r[j]) for r in table.rows], scale))


def _figure(cell: Cell) -> float | None:
    return cell if isinstance(cell, (int, float)) else None


def _svg(voice: Voice, column: Column, rows: list[tuple[Cell, Cell]], most: float) -> Markup:
    wide = len(rows) * (WIDE + GAP)
    told = "; ".join(f"{voice.plain(name)}: {voice.plain(value)}" for name, value in rows)
    label = f"{voice.plain(column.name)}. {told}"
    made = Markup().join(
        _bar(voice, value, wide - (n + 1) * (WIDE + GAP) if voice.rtl else n * (WIDE + GAP), most)
        for n, (_, value) in enumerate(rows)
    )
    frame = '<svg class="bars" role="img" aria-label="{}" viewBox="0 0 {} {}" width="{}" height="{}">{}</svg>'
    return Markup(frame).format(  # noqa: S704 - the frame is a literal, its values are escaped
        label, wide, BASE + 2, wide, BASE + 2, made
    )


def _bar(voice: Voice, value: Cell, x: int, most: float) -> Markup:
    n = _figure(value)
    high = round(HIGH * n / most) if n and most else 0
    words = Markup('<text x="{}" y="{}">{}</text>').format(x + WIDE // 2, BASE - high - 3, voice.plain(value))
    if n is None:
        return words
    return words + Markup('<rect x="{}" y="{}" width="{}" height="{}"/>').format(
        x, BASE - high, WIDE, high + 1
    )
