"""The command `serve`."""

from __future__ import annotations

import socket

import click

from holdfire.book import Book
from holdfire.cli import tell
from holdfire.cli.options import ring
from holdfire.errors import Unavailable
from holdfire.words import say


@click.command("serve")
@click.argument("books", nargs=-1, required=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8016, show_default=True)
@click.option("--keys", help="Folder of an intake's key: then files that came with reports can be viewed.")
def serve(books: tuple[str, ...], port: int, keys: str | None) -> None:
    """Show books in a browser: read-only, and on this machine only, until there are logins.

    With --keys the pages also give the working copies of files, and each viewing is entered.
    """
    run({slug(b): Book(b, ring(b, keys) if keys else None) for b in books}, port)


def slug(book: str) -> str:
    """Name a book in addresses: its file's or database's name."""
    name = book.rstrip("/").rsplit("/", 1)[-1].split("?", 1)[0]
    return name.removesuffix(".book")


def run(books: dict[str, Book], port: int) -> None:
    """Serve until Ctrl-C; Unavailable `extra-missing`, `port-taken`."""
    try:
        import uvicorn

        from holdfire.web.app import create
    except ModuleNotFoundError as e:
        raise Unavailable(
            "extra-missing", say("the pages are not installed"), hint=say("pip install 'holdfire[web]'")
        ) from e
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as e:
            raise Unavailable(
                "port-taken", say("port {port} is taken", port=port), hint=say("choose another with --port")
            ) from e
    tell(f"http://127.0.0.1:{port}/   (Ctrl-C stops)")
    uvicorn.run(create(books), host="127.0.0.1", port=port, log_level="warning")
