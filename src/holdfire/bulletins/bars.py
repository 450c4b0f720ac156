"""Bars for a page: a row's figures as inline SVG beside them, so that no word or figure is lost without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from holdfire.bulletins.document import Cell, Row, Table
    from holdfire.bulletins.runs import Voice

HIGH, WIDE, GAP = 26, 10, 3
"""Of a bar, in SVG units: its greatest height, its width, and the space to the next."""


def bars(voice: Voice, table: Table) -> Iterator[Markup]:
    """Draw each row of figures, on one scale, so that bars can be compared.

    A figure that is not given has no bar; a nought has a line at the base. Bars run as the language does.
    """
    rows = (*table.rows, *table.foot)
    most = max((_figure(cell) or 0 for row in rows for cell in row[1:]), default=0)
    for row in rows:
        yield _svg(voice, row, most)


def _figure(cell: Cell) -> float | None:
    return cell if isinstance(cell, (int, float)) else None


def _svg(voice: Voice, row: Row, most: float) -> Markup:
    cells: Sequence[Cell] = row[:0:-1] if voice.rtl else row[1:]
    wide = len(cells) * (WIDE + GAP)
    made = "".join(_bar(cell, n * (WIDE + GAP), most) for n, cell in enumerate(cells))
    frame = '<svg aria-hidden="true" viewBox="0 0 {} {}" width="{}" height="{}">{}</svg>'
    return Markup(frame).format(wide, HIGH + 1, wide, HIGH + 1, Markup(made))  # noqa: S704 - figures alone


def _bar(cell: Cell, x: int, most: float) -> str:
    n = _figure(cell)
    if n is None:
        return ""
    high = round(HIGH * n / most) if most else 0
    return f'<rect x="{x}" y="{HIGH - high}" width="{WIDE}" height="{high + 1}"/>'
