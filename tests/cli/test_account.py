"""`holdfire account` and what `holdfire serve` refuses: passwords come from standard input, never from an argument."""

import pytest
from click.testing import CliRunner

from holdfire.accounts import repo
from holdfire.accounts.model import Passkey, Role
from holdfire.book import Book
from holdfire.cli import cli
from holdfire.cli.web import demand_safe
from holdfire.db.engine import write
from holdfire.errors import HoldfireError
from people import PASSWORD, enrol, token

LISTED = """\
kellan-desk; liaison officer of kellan; passkeys: 0
shore-duty-2; party officer of shore-army; party shore-army, zone north; passkeys: 0
"""


@pytest.fixture
def run(file_desk):
    """Run a command on a book; its output, or the code of its error."""

    def command(*words, said=f"{PASSWORD}\n"):
        done = CliRunner().invoke(cli, ["account", words[0], file_desk.book.url, *words[1:]], input=said)
        if isinstance(done.exception, HoldfireError):
            return done.exception.code
        assert done.exit_code == 0, done.output
        return done.output

    return command


@pytest.fixture
def added(run):
    run("add", "shore-duty-2", "--role", "party officer", "--actor", "shore-army", "--zone", "north")
    run("add", "kellan-desk", "--role", "liaison officer", "--actor", "kellan")


def test_accounts_are_made_and_listed_with_what_they_see(run, added):
    assert run("list") == LISTED


def token_command(file_desk, word, *words):
    done = CliRunner().invoke(cli, ["account", "token", word, file_desk.book.url, *words])
    return done.exception.code if isinstance(done.exception, HoldfireError) else done.output


def test_a_token_is_shown_once_listed_by_its_digest_and_revoked(file_desk, added):
    made = token_command(
        file_desk, "add", "kellan-desk", "--scope", "read", "--scope", "acts:submit", "--label", "nightly"
    )
    assert made.startswith("holdfire_")
    (line,) = token_command(file_desk, "list").splitlines()
    assert made.strip() not in line
    assert "kellan-desk; acts:submit, read; nightly; holds until" in line
    assert "never used" in line
    assert token_command(file_desk, "revoke", line[:6]) == f"{line[:12]}: a token of kellan-desk, revoked\n"
    assert token_command(file_desk, "list") == ""
    assert token_command(file_desk, "revoke", line[:12]) == "token-missing"
    assert token_command(file_desk, "add", "nobody") == "account-missing"
    assert token_command(file_desk, "add", "kellan-desk", "--days", "0") == "token-days"


def test_the_first_account_says_what_it_changes(run):
    words = ("--role", "observer", "--actor", "harbour-archive")
    assert "from now on the pages of this book need a login" in run("add", "watch-1", *words)
    assert "from now on" not in run("add", "watch-2", *words)


def test_no_option_takes_a_password():
    for command in cli.get_command(None, "account").commands.values():
        assert not [p.name for p in command.params if "pass" in (p.name or "")]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("Anna", "--role", "observer", "--actor", "kellan"), "account-name"),
        (("duty", "--role", "observer", "--actor", "nobody"), "actor-missing"),
        (("duty", "--role", "party officer", "--actor", "kellan", "--party", "intake"), "actor-missing"),
        (("duty", "--role", "observer", "--actor", "kellan", "--zone", "west"), "zone-missing"),
        (("duty", "--role", "liaison officer", "--actor", "kellan", "--zone", "north"), "compartment-wrong"),
        (("kellan-desk", "--role", "observer", "--actor", "kellan"), "account-exists"),
    ],
)
def test_what_cannot_be_is_refused_with_its_code(run, added, words, code):
    assert run("add", *words) == code


@pytest.mark.parametrize("said", ["", "\n", "short\n"])
def test_a_short_password_is_refused_and_nothing_is_kept(run, said):
    assert run("add", "duty", "--role", "observer", "--actor", "kellan", said=said) == "password-unfit"
    assert run("list") == ""


def test_disabling_shuts_out_and_can_be_undone(run, added, file_desk):
    held = token(file_desk.book, "kellan-desk")
    run("disable", "kellan-desk")
    assert "disabled since" in run("list").splitlines()[0]
    with file_desk.book.reading() as connection:
        assert repo.sessions(connection, "kellan-desk") == []
    run("disable", "kellan-desk", "--undo")
    assert run("list") == LISTED
    assert held
    assert run("disable", "nobody") == "account-missing"


def test_a_password_set_anew_ends_sessions(run, added, file_desk):
    token(file_desk.book, "kellan-desk")
    with file_desk.book.reading() as connection:
        before = repo.get(connection, "kellan-desk").password
    run("password", "kellan-desk", said="four herons over the weir\n")
    with file_desk.book.reading() as connection:
        assert repo.get(connection, "kellan-desk").password != before
        assert repo.sessions(connection, "kellan-desk") == []
    assert run("password", "nobody") == "account-missing"


def test_passkeys_are_listed_and_a_lost_one_is_forgotten(run, added, file_desk):
    with write(file_desk.book.engine) as connection:
        for n, label in enumerate(("tablet", "")):
            repo.add_passkey(connection, Passkey(f"key{n}", "kellan-desk", b"\x01", 0, label, 0, None))
    assert [line.split(";")[0] for line in run("passkey", "kellan-desk").splitlines()] == [
        "key0  tablet",
        "key1  no name",
    ]
    assert run("passkey", "kellan-desk", "--remove", "key") == "passkey-missing"
    assert run("passkey", "kellan-desk", "--remove", "") == "passkey-missing"
    run("passkey", "kellan-desk", "--remove", "key0")
    assert "key0" not in run("passkey", "kellan-desk")


def refusal(books, host, origin):
    try:
        demand_safe(books, host, origin)
    except HoldfireError as e:
        return e.code
    return ""


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_this_machine_needs_neither_accounts_nor_tls(file_desk, host):
    assert refusal({"a": file_desk.book}, host, "") == ""


TLS = "https://desk.example.org"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "desk.example.org"])
def test_other_machines_need_both(file_desk, host):
    books = {"a": file_desk.book}
    assert (
        refusal(books, host, "")
        == refusal(books, host, TLS)
        == refusal(books, "127.0.0.1", TLS)
        == "not-loopback"
    )
    enrol(file_desk.book, "duty", Role.OBSERVER)
    assert refusal(books, host, "") == "not-loopback"
    assert refusal(books, host, TLS) == refusal(books, "127.0.0.1", TLS) == ""


def test_one_book_without_accounts_keeps_all_of_them_here(file_desk, exercise_book):
    enrol(file_desk.book, "duty", Role.OBSERVER)
    assert refusal({"a": file_desk.book, "b": exercise_book}, "127.0.0.1", TLS) == "not-loopback"


@pytest.mark.parametrize(
    "origin",
    ["http://desk.example.org", "desk.example.org", f"{TLS}/", f"{TLS}/a", "https://", "https://a b"],
)
def test_where_a_proxy_is_reached_is_an_origin(file_desk, origin):
    enrol(file_desk.book, "duty", Role.OBSERVER)
    assert refusal({"a": file_desk.book}, "127.0.0.1", origin) == "origin-malformed"


def test_an_account_stays_when_the_book_is_opened_again(run, added, file_desk):
    with Book(file_desk.book.url).reading() as connection:
        assert repo.any_account(connection)


def test_serve_says_why_it_stays_on_this_machine(file_desk):
    """It is refused before a port is opened: this would hang where it were not."""
    done = CliRunner().invoke(cli, ["serve", file_desk.book.url, "--host", "0.0.0.0"])
    assert isinstance(done.exception, HoldfireError)
    assert done.exception.code == "not-loopback"
    assert "only where each has accounts and a proxy speaks TLS" in str(done.exception)
    assert "holdfire account add" in str(done.exception)
    assert done.output == ""


def test_serve_listens_on_this_machine_alone_unless_told_otherwise():
    (host,) = [p for p in cli.get_command(None, "serve").params if p.name == "host"]
    assert host.default == "127.0.0.1"
