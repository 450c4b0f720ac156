"""Every word that a template shows goes through gettext, so that Arabic and Persian can follow."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from jinja2 import nodes

from holdfire.i18n import environment

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = Path(__file__).parents[1] / "src" / "holdfire"
TEMPLATES = sorted(SOURCE.glob("*/templates/**/*.html"))
SHOWN = {"alt", "title", "placeholder", "aria-label", "aria-description", "label"}
"""Attributes that a person sees or hears."""
SILENT = {"script", "style", "code", "pre"}
"""Elements whose words are for a machine, or typed as they stand."""
UNITS = {"km", "ms", "CSV", "HTML", "JSON", "SHA-256", "Holdfire"}
"""Symbols and names that are the same in every language."""


class Words(HTMLParser):
    """Gathers the words that stand in a page as they are."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        self.found += [value for name, value in attrs if name in SHOWN and value]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


def untranslated(source: str) -> list[str]:
    """The words of a template that do not go through gettext."""
    page = Words()
    page.feed("".join(written(environment(SOURCE).parse(source))))
    return [w for text in page.found for w in re.findall(r"[^\W\d_][\w'-]+", text) if w not in UNITS]


def written(node: nodes.Node) -> Iterator[str]:
    """Yield, in order, what a template writes by itself: its text, and the words inside its expressions."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.TemplateData):
            yield child.data
        elif isinstance(child, nodes.Output):
            yield from written(child)
        elif isinstance(child, nodes.Expr):
            yield from literal(child) if isinstance(node, nodes.Output) else ()
        else:
            yield from written(child)


def literal(node: nodes.Expr) -> Iterator[str]:
    """Yield the words that an expression itself may come out as."""
    if isinstance(node, nodes.Const):
        yield str(node.value) if isinstance(node.value, str) else ""
    elif isinstance(node, nodes.CondExpr):
        for part in (node.expr1, node.expr2):
            yield from literal(part) if part is not None else ()
    elif isinstance(node, (nodes.Or, nodes.And, nodes.Concat, nodes.Add)):
        for part in node.iter_child_nodes():
            yield from literal(part) if isinstance(part, nodes.Expr) else ()
    elif isinstance(node, nodes.MarkSafeIfAutoescape):
        yield from literal(node.expr)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_every_word_of_a_template_goes_through_gettext(template: Path) -> None:
    assert untranslated(template.read_text()) == []


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("<p>Hello <b>{{ name }}</b></p>", ["Hello"]),
        ("<p>{% trans %}Hello{% endtrans %}, {{ _('you') }}</p>", []),
        ("<p>{{ name or 'nobody' }}</p>", ["nobody"]),
        ('<p class="{{ \'wide\' if big }}" title="Help">{{ n }} km</p>', ["Help"]),
        ("{% if a %}<script>let word;</script>{% else %}None{% endif %}", ["None"]),
    ],
)
def test_the_test_finds_what_was_left_out(template: str, words: list[str]) -> None:
    assert untranslated(template) == words
