"""The command `serve`."""

from __future__ import annotations

import re
import socket
from ipaddress import ip_address

import click

from holdfire.accounts.repo import any_account
from holdfire.book import Book
from holdfire.cli import tell
from holdfire.cli.options import keys_option, open_to_write
from holdfire.errors import BadInput, Refused, Unavailable
from holdfire.words import say

ORIGIN = re.compile(r"https://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?")


@click.command("serve")
@click.argument("books", nargs=-1, required=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8016, show_default=True)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Address to listen on; any but this machine's own needs accounts and --behind-tls.",
)
@click.option(
    "--behind-tls",
    default="",
    metavar="https://NAME",
    help="A proxy in front speaks TLS and is reached there.",
)
@click.option(
    "--proxy",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Where that proxy asks from; from there alone X-Forwarded-For is believed.",
)
@click.option("--write", is_flag=True, help="Enter what is signed and handed in; needs the log's key.")
@keys_option
def serve(
    books: tuple[str, ...],
    port: int,
    host: str,
    behind_tls: str,
    proxy: str,
    *,
    write: bool,
    keys: str | None,
) -> None:
    """Show books in a browser. Without accounts: all of it, and on this machine only.

    With the first account of a book (`holdfire account add`) its pages need a login. Acts can be prepared on the pages;
    with --write what was signed is entered there too.
    """
    opened = {slug(b): open_to_write(b, keys) if write else Book(b) for b in books}
    run(opened, port, host=host, origin=behind_tls, proxy=proxy)


def slug(book: str) -> str:
    """Name a book in addresses: its file's or database's name."""
    name = book.rstrip("/").rsplit("/", 1)[-1].split("?", 1)[0]
    return name.removesuffix(".book")


def run(
    books: dict[str, Book], port: int, *, host: str = "127.0.0.1", origin: str = "", proxy: str = "127.0.0.1"
) -> None:
    """Serve until Ctrl-C; Unavailable `extra-missing`, `port-taken`, and as `demand_safe`."""
    try:
        import uvicorn

        from holdfire.web.app import create
    except ModuleNotFoundError as e:
        raise Unavailable(
            "extra-missing", say("the pages are not installed"), hint=say("pip install 'holdfire[web]'")
        ) from e
    demand_safe(books, host, origin)
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as e:
            raise Unavailable(
                "port-taken", say("port {port} is taken", port=port), hint=say("choose another with --port")
            ) from e
    shown = f"[{host}]" if ":" in host else host
    tell(f"{origin or f'http://{shown}:{port}'}/   (Ctrl-C stops)")
    uvicorn.run(
        create(books, origin),
        host=host,
        port=port,
        log_level="warning",
        timeout_graceful_shutdown=3,
        proxy_headers=bool(origin),
        forwarded_allow_ips=proxy,
    )


def demand_safe(books: dict[str, Book], host: str, origin: str) -> None:
    """Refuse to show books to other machines without accounts and TLS; BadInput `origin-malformed`.

    Refused `not-loopback`: the address is not this machine's own and no proxy speaks TLS, or a proxy does and a book
    has no account.
    """
    if origin and not ORIGIN.fullmatch(origin):
        raise BadInput(
            "origin-malformed",
            say("{origin} is not where a proxy could be reached", origin=repr(origin)),
            hint=say("https://desk.example.org, without a path"),
        )
    if (origin or not loopback(host)) and not (origin and all(map(_guarded, books.values()))):
        raise Refused(
            "not-loopback",
            say("books are shown to other machines only where each has accounts and a proxy speaks TLS"),
            hint=say("`holdfire account add`, then `--behind-tls https://NAME`"),
        )


def loopback(host: str) -> bool:
    """Tell whether an address is reached from this machine alone."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _guarded(book: Book) -> bool:
    with book.reading() as connection:
        return any_account(connection)
