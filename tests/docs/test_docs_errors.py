"""docs/errors.md lists every code that the source can give, under its sort, and no other."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from holdfire import errors
from holdfire.agreement.lints import codes as lint_codes

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "errors.md").read_text()
SORTS = {c.__name__: c for c in errors.HoldfireError.__subclasses__()}
CODE = re.compile(r"[a-z]+(-[a-z0-9]+)*")
WARNING = "warning"
FIRST_ARGUMENT = {
    **{name: name for name in SORTS},
    "Fault": "BadInput",
    "fault": "BadInput",
    "stop": "BadInput",
}
"""Calls that give a code as their first argument, and the sort it is of."""


def test_the_document_and_the_source_name_the_same_codes() -> None:
    assert documented() == in_source()


def documented() -> set[tuple[str, str]]:
    """(sort, code) of every row of the document's tables."""
    found, sort = set(), ""
    for line in TEXT.splitlines():
        if line.startswith("## "):
            sort = line.removeprefix("## ").split(":")[0]
        row = re.match(r"\| `([a-z0-9-]+)` \|", line)
        if row:
            found.add((WARNING if sort == "Warnings" else sort, row[1]))
    return found


def in_source() -> set[tuple[str, str]]:
    """(sort, code) of every code that the source gives."""
    files = (ROOT / "src" / "holdfire").rglob("*.py")
    return {found for file in files for found in codes_of(ast.parse(file.read_text()), file.stem)}


def codes_of(tree: ast.AST, module: str) -> Iterator[tuple[str, str]]:
    """Yield what one file gives: by calls, by `code, words = ...`, and by the tallies' `yield code, ...`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from of_call(node)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).startswith("(code, "):
            yield from (
                ("BadInput", c)
                for t in ast.walk(node.value)
                if isinstance(t, ast.Tuple)
                for c in code(t.elts)
            )
        if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple) and module == "tallies":
            yield from ((WARNING, c) for c in code(node.value.elts))


def of_call(node: ast.Call) -> Iterator[tuple[str, str]]:
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    if name in FIRST_ARGUMENT:
        yield from ((FIRST_ARGUMENT[name], c) for c in code(node.args))
    if name == "Caution":
        yield from ((WARNING, c) for c in code(node.args))
    if name == "caution":
        yield from ((WARNING, c) for c in code(node.args[1:]))


def code(arguments: list[ast.expr]) -> Iterator[str]:
    """The code that a list of arguments begins with, if it does."""
    first = arguments[0] if arguments else None
    if isinstance(first, ast.Constant) and isinstance(first.value, str) and CODE.fullmatch(first.value):
        yield first.value


@pytest.mark.parametrize("sort", SORTS)
def test_every_sort_is_there_with_its_statuses(sort: str) -> None:
    assert f"| {sort} | {SORTS[sort].exit} | {SORTS[sort].http} |" in TEXT


def test_what_the_linter_finds_stands_with_the_agreement() -> None:
    text = (ROOT / "docs" / "agreement.md").read_text()
    assert [c for c in lint_codes() if f"| `{c}` |" not in text] == []
