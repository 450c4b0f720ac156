"""The private files beside a book, as commands name them."""

from __future__ import annotations

import click

from holdfire.db import beside
from holdfire.db.beside import Beside

EVIDENCE, IDENTITIES = ".evidence", ".identities"
"""How the private files' names end: originals of evidence, and sealed identities."""

originals_option = click.option(
    "--originals", help="The private file of originals (default: beside the book, .evidence)."
)
identities_option = click.option(
    "--identities", help="The private file of sealed identities (default: beside the book, .identities)."
)


def originals(book: str, given: str | None) -> Beside:
    """Open the private file of originals."""
    return Beside(beside.path_of(book, EVIDENCE, given))


def identities(book: str, given: str | None) -> Beside:
    """Open the private file of sealed identities."""
    return Beside(beside.path_of(book, IDENTITIES, given))
