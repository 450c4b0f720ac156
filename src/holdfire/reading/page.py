"""Reads an HTML page: what is its article, what it says of itself, and all other words that it shows."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any, NamedTuple

from holdfire.errors import BadInput, Unavailable
from holdfire.reading import published
from holdfire.words import say

DEEPEST = 200
"""Elements within one another at which libxml2 gives up: what is deeper is read without its structure."""

_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "br", "dd", "div", "dl", "dt", "figcaption"),
        *("figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol"),
        *("p", "pre", "section", "table", "td", "th", "title", "tr", "ul"),
    )
)
_OPEN = frozenset(
    (
        *(
            "area",
            "base",
            "br",
            "col",
            "embed",
            "hr",
            "img",
            "input",
            "link",
            "meta",
            "source",
            "track",
            "wbr",
        ),
        *("dd", "dt", "li", "option", "p", "path", "tbody", "td", "th", "thead", "tr"),
    )
)
"""Elements that have no end, or may leave it out."""

_UNSEEN = frozenset(("script", "style", "noscript", "template", "svg", "head"))


class Page(NamedTuple):
    """A page: its decoded text, the lines of its article, its captions, and every run of words that it shows."""

    raw: str
    title: str
    lines: tuple[str, ...]
    byline: str
    publisher: str
    published: str
    published_from: str
    captions: tuple[str, ...]
    runs: tuple[str, ...]


def read(data: bytes) -> Page:
    """Read a page; one that is nested too deep for a parser is read as lines of text, without its structure.

    Raises BadInput `article-not-text` for bytes that hold no markup and no text; Unavailable `extra-missing`.
    """
    try:
        import trafilatura
    except ImportError as error:
        hint = say("pip install 'holdfire[read]'")
        raise Unavailable("extra-missing", say("reading a page needs the extra read"), hint=hint) from error
    if data.startswith(b"%PDF") or b"\x00\x00\x00\x00" in data[:4096]:
        raise BadInput("article-not-text", say("it is no text"), hint=say("give a page or a text file"))
    raw = _decoded(data)
    lines = _Lines(raw)
    if lines.deepest > DEEPEST:
        return Page(raw, "", lines.found, "", "", "", "", (), ())
    tree = trafilatura.load_html(data)
    if tree is None:
        return Page(raw, "", (), "", "", "", "", (), ())
    captions, runs = _captions(tree), _runs(tree)
    day, found_in = published.of_page(tree)
    found: Any = trafilatura.bare_extraction(
        data,
        include_comments=False,
        prune_xpath=["//figcaption"],
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    field = {
        name: getattr(found, name, None) or "" for name in ("title", "text", "author", "date", "sitename")
    }
    return Page(
        raw=raw,
        title=field["title"],
        lines=tuple(field["text"].splitlines()),
        byline=field["author"],
        publisher=field["sitename"],
        published=day or field["date"],
        published_from=found_in or ("meta" if field["date"] else ""),
        captions=captions,
        runs=runs,
    )


def _decoded(data: bytes) -> str:
    from trafilatura.utils import decode_file

    text = decode_file(data)
    return text if isinstance(text, str) else ""


def _captions(tree: Any) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(filter(None, (_bare(" ".join(n.itertext())) for n in tree.xpath("//figcaption"))))
    )


def _runs(tree: Any) -> tuple[str, ...]:
    """Return every run of visible text in a page, once."""
    nodes = tree.xpath("//body//text()[not(ancestor::script or ancestor::style or ancestor::noscript)]")
    return tuple(filter(None, dict.fromkeys(_bare(node) for node in nodes)))


def _bare(text: str) -> str:
    return " ".join(text.split())


class _Lines(HTMLParser):
    """The lines of a page's text by its block elements, and how deep its elements lie; without recursion."""

    def __init__(self, raw: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.deepest = self.depth = self.unseen = 0
        self.feed(raw)
        self.close()
        self.found = tuple(filter(None, map(_bare, "".join(self.parts).split("\n"))))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in _BLOCKS:
            self.parts.append("\n")
        self.depth += tag not in _OPEN
        self.deepest = max(self.deepest, self.depth)
        self.unseen += tag in _UNSEEN

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")
        self.depth -= self.depth > 0 and tag not in _OPEN
        self.unseen -= tag in _UNSEEN and self.unseen > 0

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.parts.append(data)
