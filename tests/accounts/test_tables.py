"""Accounts, passkeys, sessions and failures in the book's kept tables, on both engines."""

import pytest

from holdfire.accounts import limits, login, passwords, repo, sessions
from holdfire.accounts.model import Passkey, Role
from holdfire.db import dump
from holdfire.db.engine import write
from holdfire.errors import Conflict, NotFound, Refused, TooMany
from people import PASSWORD, START, enrol

SECOND = 1_000_000
HOUR = 3600 * SECOND


@pytest.fixture
def book(desk):
    """An empty book on every engine with two accounts."""
    enrol(desk.book, "shore-duty", Role.PARTY, "shore-army", zones=("north",))
    enrol(desk.book, "kellan-desk", Role.LIAISON, "kellan")
    return desk.book


def enter(book, password=PASSWORD, *, name="shore-duty", address="192.0.2.7", now=START):
    return login.by_password(book.engine, name, password, address, now)


def visit(book, token, now=START):
    with book.reading() as connection:
        return sessions.visit(connection, token, now)


def test_an_account_is_read_as_it_was_made(book):
    with book.reading() as connection:
        assert repo.any_account(connection)
        assert [a.name for a in repo.accounts(connection)] == ["kellan-desk", "shore-duty"]
        found = repo.get(connection, "shore-duty")
    assert (found.role, found.actor, found.parties, found.zones) == (
        Role.PARTY, "shore-army", ("shore-army",), ("north",)
    )  # fmt: skip
    assert found.password.startswith("$argon2id$")


def test_a_name_is_given_once(book):
    with pytest.raises(Conflict, match="account-exists"):
        enrol(book, "shore-duty", Role.OBSERVER)


def test_accounts_are_no_part_of_the_record_and_outlive_a_rebuild(book):
    def state():
        with book.reading() as connection:
            return dump.digests(connection)

    size, before = book.size(), state()
    token = enter(book)
    book.rebuild()
    assert (book.size(), state()) == (size, before)
    assert visit(book, token).account.name == "shore-duty"


def test_a_login_gives_a_session_of_which_the_book_keeps_the_hash_alone(book):
    token = enter(book)
    assert visit(book, token).account.name == "shore-duty"
    with book.reading() as connection:
        kept = repo.sessions(connection, "shore-duty")[0]
    assert token not in str(kept)
    assert kept.token_sha256 == sessions.digest(token)
    assert len(token) >= 43
    assert visit(book, token[:-1] + ("a" if token[-1] != "a" else "b")) is None
    assert visit(book, kept.token_sha256) is None


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("shore-duty", "a kettle on the south pier"),
        ("nobody-here", PASSWORD),
        ("shore-duty", ""),
        ("a\x00b", PASSWORD),
    ],
)
def test_a_wrong_login_is_refused_in_one_way(book, name, password):
    with pytest.raises(Refused) as e:
        enter(book, password, name=name)
    assert e.value.code == "login-refused"
    assert name not in str(e.value)


def test_a_disabled_account_is_out_at_once_and_refused_in_the_same_way(book):
    token = enter(book)
    with write(book.engine) as connection:
        repo.set_disabled(connection, "shore-duty", START)
    assert visit(book, token) is None
    with pytest.raises(Refused, match="login-refused"):
        enter(book)
    with write(book.engine) as connection:
        repo.set_disabled(connection, "shore-duty", None)
    assert visit(book, token) is None
    assert visit(book, enter(book))


@pytest.mark.parametrize("who", ["shore-duty", "nobody-here", "shore-duty disabled"])
def test_every_refusal_costs_one_hash(book, monkeypatch, who):
    name = who.split(" ")[0]
    if "disabled" in who:
        with write(book.engine) as connection:
            repo.set_disabled(connection, name, START)
    done = []
    right = passwords.fits
    monkeypatch.setattr(passwords, "fits", lambda *a: done.append(a[1]) or right(*a))
    hashes = []
    hasher = passwords._hasher

    class Counting:
        def verify(self, kept, password):
            hashes.append(kept.split("$")[3])
            return hasher.verify(kept, password)

    passwords.decoy()
    monkeypatch.setattr(passwords, "_hasher", Counting())
    with pytest.raises(Refused):
        enter(book, PASSWORD if "disabled" in who else "a wrong password", name=name)
    assert hashes == ["m=65536,t=3,p=4"]


def test_a_session_ends_an_hour_after_it_was_last_used_and_twelve_after_it_began(book):
    token = enter(book)
    assert visit(book, token, START + HOUR - 1)
    assert visit(book, token, START + HOUR) is None
    for hour in range(1, 13):
        with write(book.engine) as connection:
            repo.touch(connection, sessions.digest(token), START + hour * HOUR - HOUR // 2)
    assert visit(book, token, START + 12 * HOUR - 1)
    assert visit(book, token, START + 12 * HOUR) is None


def test_sessions_that_ran_out_are_forgotten_at_the_next_login(book):
    enter(book)
    enter(book, now=START + 2 * HOUR)
    with book.reading() as connection:
        assert [s.begun for s in repo.sessions(connection, "shore-duty")] == [START + 2 * HOUR]


def fail(book, times, *, name="shore-duty", address="192.0.2.7", now=START):
    for _ in range(times):
        with pytest.raises(Refused):
            enter(book, "not the password", name=name, address=address, now=now)


@pytest.fixture
def quick(monkeypatch):
    """Passwords that take no time: the limits are looked at alone."""
    monkeypatch.setattr(passwords, "fits", lambda password, kept: password == PASSWORD and bool(kept))


def test_after_five_failures_even_the_right_password_waits_and_longer_each_time(book, quick):
    fail(book, 5)
    with pytest.raises(TooMany) as e:
        enter(book)
    assert (e.value.code, e.value.http) == ("login-limited", 429)
    fail(book, 1, now=START + SECOND)
    with pytest.raises(TooMany, match="wait 2 seconds"):
        enter(book, now=START + SECOND)
    assert enter(book, now=START + 3 * SECOND)
    fail(book, 5, now=START + 4 * SECOND)


def test_a_name_that_there_is_not_is_limited_in_the_same_way(book, quick):
    fail(book, 5, name="nobody-here")
    with pytest.raises(TooMany):
        enter(book, name="nobody-here", address="192.0.2.8")
    assert enter(book)


def test_an_address_is_limited_whatever_names_it_tries(book, quick):
    for n in range(20):
        fail(book, 1, name=f"guess-{n}")
    with pytest.raises(TooMany):
        enter(book)
    assert enter(book, address="192.0.2.8")


def test_failures_are_kept_in_the_book_and_forgotten_after_a_day(book, quick):
    fail(book, 6 - 1)
    book.engine.dispose()
    with pytest.raises(TooMany):
        enter(book)
    assert enter(book, now=START + 25 * HOUR)
    with book.reading() as connection:
        assert repo.failures(connection, limits.by_account("shore-duty"), START + 25 * HOUR) == (0, 0)


def test_changing_the_password_needs_the_old_one_and_ends_the_other_sessions(book):
    here, there = enter(book), enter(book)
    account = visit(book, here).account
    new = "four herons over the weir"

    def change(old):
        login.change_password(book.engine, account, old, new, sessions.digest(here), "192.0.2.7", START)

    with pytest.raises(Refused, match="login-refused"):
        change("not the password")
    assert visit(book, there)
    change(PASSWORD)
    assert visit(book, here)
    assert visit(book, there) is None
    assert enter(book, new)
    with pytest.raises(Refused):
        enter(book)


def test_a_passkey_belongs_to_one_account_and_its_count_moves_on_once(book):
    key = Passkey("abc", "shore-duty", b"\x01", 4, "tablet", START, None)
    with write(book.engine) as connection:
        repo.add_passkey(connection, key)
        with pytest.raises(Conflict, match="passkey-known"):
            repo.add_passkey(connection, key._replace(account="kellan-desk"))
        with pytest.raises(NotFound, match="passkey-missing"):
            repo.remove_passkey(connection, "kellan-desk", "abc")
        assert repo.count_use(connection, key, 5, START)
        assert not repo.count_use(connection, key, 5, START)
        assert repo.find_passkey(connection, "abc").sign_count == 5
        repo.remove_passkey(connection, "shore-duty", "abc")
        assert repo.passkeys(connection, "shore-duty") == []
