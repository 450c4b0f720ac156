"""From the bytes of a page, or of pasted text, to an article's words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from holdfire.errors import BadInput, Unavailable
from holdfire.reading.lines import Removed, clean
from holdfire.words import say

HTML = frozenset({"text/html", "application/xhtml+xml"})
TEXT = "text/plain"

_BYLINE = re.compile(
    r"(?:by|this story is by) ([^.,:]{3,60})\.?"
    r"|((?:the )?associated press|reuters|agence france-presse|afp|tass|тасс|ria novosti|риа новости"
    r"|anadolu agency)",
    re.IGNORECASE,
)
_ENDS_SENTENCE = re.compile(r"[.!?؟…][\"\u201d\u2019»)]?$")


@dataclass(frozen=True, slots=True)
class Article:
    """An article's words, one paragraph a line, and what its page says of it; what is unknown is empty.

    `published` is the ISO date that the page's markup or address gives, not one found in the words. `removed`
    has every line that is in none of the other fields, with the reason.
    """

    title: str
    words: str
    byline: str
    published: str
    publisher: str
    removed: tuple[Removed, ...]


def article(data: bytes, media_type: str) -> Article:
    """Read a page (`text/html`, `application/xhtml+xml`) or pasted text (`text/plain`, UTF-8).

    Raises BadInput `article-media-type` for another type, `article-not-utf-8` for text in another encoding;
    Unavailable `extra-missing` for a page where the extra `read` is not installed.
    """
    kind = media_type.partition(";")[0].strip().lower()
    if kind in HTML:
        return _from_page(data)
    if kind == TEXT:
        return _from_text(data)
    hint = say("give text/html or text/plain")
    raise BadInput(
        "article-media-type",
        say("an article cannot be read from {media_type}", media_type=media_type),
        hint=hint,
    )


def _from_text(data: bytes) -> Article:
    """Clean pasted text; its title is the headline above the first sentence, if there is one."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            "article-not-utf-8", say("the text is not UTF-8"), hint=say("save it again as UTF-8")
        ) from error
    kept, removed = clean(text.splitlines())
    title, labels, body = _headed(kept)
    byline = next((m[1] or m[2] for line in (*labels, *body) if (m := _BYLINE.fullmatch(line))), "")
    labels = [line for line in labels if not _BYLINE.fullmatch(line)]
    return Article(
        title=title,
        words="\n".join(body),
        byline=byline,
        published="",
        publisher="",
        removed=(*(Removed(line, "label above the text") for line in labels), *removed),
    )


def _headed(kept: list[str]) -> tuple[str, list[str], list[str]]:
    """Return title, labels and text.

    Above the first line that ends a sentence, the one line of four words or more is the title, and lines of
    up to three words without a digit are labels. With none or two such long lines there is no title, and all
    is text.
    """
    first = next((n for n, line in enumerate(kept) if _ENDS_SENTENCE.search(line)), 0)
    long = [line for line in kept[:first] if len(line.split()) > 3]
    if len(long) != 1:
        return "", [], kept
    labels = [line for line in kept[:first] if line != long[0] and not re.search(r"\d", line)]
    return long[0], labels, [line for line in kept if line != long[0] and line not in labels]


def _from_page(data: bytes) -> Article:
    """Let trafilatura find the article, clean its lines, and keep what it left out."""
    try:
        import trafilatura
    except ImportError as error:
        hint = say("pip install 'holdfire[read]'")
        raise Unavailable("extra-missing", say("reading a page needs the extra read"), hint=hint) from error
    tree = trafilatura.load_html(data)
    if tree is None:
        return Article("", "", "", "", "", ())
    seen = _page_lines(tree)
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
    kept, removed = clean(field["text"].splitlines())
    said = " ".join([field["title"], *kept, *(r.line for r in removed)])
    outside = [Removed(line, reason) for line, reason in seen if line not in said]
    return Article(
        title=field["title"],
        words="\n".join(line for line in kept if line != field["title"]),
        byline=field["author"],
        published=field["date"],
        publisher=field["sitename"],
        removed=(*removed, *outside),
    )


def _page_lines(tree: Any) -> list[tuple[str, str]]:
    """Return every run of visible text in a page, once, with the reason if it is not in the article."""
    captions = {_bare(node) for node in tree.xpath("//figcaption//text()")}
    nodes = tree.xpath("//body//text()[not(ancestor::script or ancestor::style or ancestor::noscript)]")
    runs = dict.fromkeys(_bare(node) for node in nodes)
    return [(run, "caption" if run in captions else "outside the article") for run in runs if run]


def _bare(text: str) -> str:
    return " ".join(text.split())
