"""Write the generated parts of the documents: `python tools/docs.py`.

`docs/commands.md` from the commands' own help; the table of kinds in `docs/record-format.md` from
`holdfire.book.KINDS`; the table of routes and roles in `docs/access.md` from
`holdfire.web.access`; `docs/openapi.json` from the operations of the API;
`src/holdfire/locale/holdfire.pot` from the templates, the sentences in Python and the
kinds of entry; each `src/holdfire/locale/*/holdfire.po` from that and from itself.
`tests/docs`, `tests/test_words.py` and `tests/test_languages.py` say whether they are fresh.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from holdfire import __version__
from holdfire.cli import cli
from holdfire.projecting import KINDS
from holdfire.web import access
from holdfire.web.api import document

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parents[1]
COMMANDS = ROOT / "docs" / "commands.md"
ACCESS = ROOT / "docs" / "access.md"
OPENAPI = ROOT / "docs" / "openapi.json"
RECORD_FORMAT = ROOT / "docs" / "record-format.md"
WORDS = ROOT / "src" / "holdfire" / "locale" / "holdfire.pot"
BETWEEN = ("<!-- kinds: made by tools/docs.py -->\n", "<!-- end of kinds -->\n")
ROUTES = ("<!-- routes: made by tools/docs.py -->\n", "<!-- end of routes -->\n")
HEAD = "# Every message of Holdfire. Made by tools/docs.py."
UNSTABLE = re.compile(rb'"(?:POT-Creation|PO-Revision|Last-Tr|Language-T|Report-Msgid|Generated)[^"]*"\n')
"""Lines of the header that say when, by whom and with what it was made."""
EXTRACTED = [("**.py", "python"), ("**/templates/**.html", "jinja2.ext:babel_extract")]
KEYWORDS = {**DEFAULT_KEYWORDS, "say": None, "say_n": (1, 2)}
"""`say` and `say_n` of `holdfire.words` mark the sentences in Python."""
OPTIONS = {"**/templates/**.html": {"extensions": "jinja2.ext.do", "silent": "false", "trimmed": "true"}}


def commands() -> str:
    """Write the help of every command, in the order in which the work goes."""
    head = (
        "# Commands\n\nMade by `tools/docs.py` from the commands' own help.\n\n"
        "Exit status: 0 done; 2 to 9 as [errors.md](errors.md) says; 130 stopped with Ctrl-C, "
        "what was done is kept.\n"
    )
    with click.Context(
        cli, info_name="holdfire", terminal_width=100, help_option_names=["-h", "--help"]
    ) as context:
        return head + "".join(
            f"\n## {title}\n\n```text\n{text}\n```\n" for title, text in _helps(cli, context)
        )


def _helps(command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    command._help_option = None  # noqa: SLF001 - click keeps it as whoever asked first wanted it
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            with click.Context(below, parent=context, info_name=name, terminal_width=100) as inner:
                yield from _helps(below, inner)


def kinds() -> str:
    """Write the tables of what each kind of entry holds."""
    return "\n".join(_kind(name) for name in sorted(KINDS))


def _kind(name: str) -> str:
    kind = KINDS[name]
    lines = [f"### `{name}`", "", f"Signed with the role `{kind.role.value}`: {kind.meaning}.", ""]
    if kind.open or kind.closed:
        lines += ["| field | | what |", "|---|---|---|"]
        lines += [*_fields(kind.open, "open"), *_fields(kind.closed, "closed")]
    return "\n".join(lines) + "\n"


def _fields(fields: Mapping[str, str], sort: str) -> Iterator[str]:
    for name, meaning in fields.items():
        yield f"| `{name}` | {sort} | {meaning} |"


def record_format() -> str:
    """Put the tables of kinds into `docs/record-format.md`."""
    return _put(RECORD_FORMAT, BETWEEN, kinds())


def who_may() -> str:
    """Put the table of routes and roles into `docs/access.md`."""
    return _put(ACCESS, ROUTES, access.table())


def _put(document: Path, between: tuple[str, str], made: str) -> str:
    start, end = between
    before, _, rest = document.read_text().partition(start)
    return before + start + made + end + rest.partition(end)[2]


def words() -> bytes:
    """Collect every message, without dates, so that equal words are equal bytes."""
    catalogue = Catalog(project="Holdfire", version=__version__, fuzzy=False, header_comment=HEAD)
    source = ROOT / "src" / "holdfire"
    for name, _line, message, comments, context in extract_from_dir(
        str(source), EXTRACTED, OPTIONS, keywords=KEYWORDS
    ):
        catalogue.add(message, None, [(name, 0)], auto_comments=comments, context=context)
    for kind in KINDS.values():
        for meaning in (kind.meaning, *kind.open.values(), *kind.closed.values()):
            catalogue.add(meaning, None, [("book.py", 0)])
    return _written(catalogue)


def merged(template: bytes, catalogue: bytes, language: str) -> bytes:
    """Bring a language's catalogue up to date with the template.

    What is translated stays; a new message comes in empty; a message that is gone goes, and so does the
    translation of one whose plural was added or taken away. Nothing is guessed.
    """
    old = read_po(io.BytesIO(catalogue), locale=language)
    new = Catalog(locale=language, project="Holdfire", version=__version__, fuzzy=False, header_comment=HEAD)
    for message in read_po(io.BytesIO(template)):
        if message.id:
            kept = old.get(message.id, message.context)
            same = kept is not None and kept.pluralizable == message.pluralizable
            new.add(
                message.id,
                kept.string if kept and same else None,
                message.locations,
                message.flags,
                message.auto_comments,
                context=message.context,
            )
    return _written(new)


def _written(catalogue: Catalog) -> bytes:
    out = io.BytesIO()
    write_po(out, catalogue, include_lineno=False, sort_output=True, width=110)
    return UNSTABLE.sub(b"", out.getvalue())


def main() -> None:
    """Write all of it."""
    WORDS.parent.mkdir(exist_ok=True)
    COMMANDS.write_text(commands())
    RECORD_FORMAT.write_text(record_format())
    ACCESS.write_text(who_may())
    OPENAPI.write_text(document.text())
    template = words()
    WORDS.write_bytes(template)
    for path in sorted(WORDS.parent.glob("*/holdfire.po")):
        path.write_bytes(merged(template, path.read_bytes(), path.parent.name))


if __name__ == "__main__":
    main()
