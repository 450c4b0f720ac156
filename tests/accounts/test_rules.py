"""What names, passwords, waits and challenges go by. No book is opened."""

import pytest

from holdfire.accounts import limits, passwords
from holdfire.accounts.challenges import LIFETIME, Challenges
from holdfire.accounts.model import Role, demand_compartment, demand_name
from holdfire.errors import BadInput
from people import PASSWORD, hashed

SECOND = 1_000_000


@pytest.mark.parametrize("name", ["shore-duty-2", "jft.3", "desk_1", "a1"])
def test_a_login_name_is_a_function(name):
    assert demand_name(name) == name


@pytest.mark.parametrize(
    "name", ["", "a", "Shore", "-duty", "duty desk", "дежурный", "x" * 41, "a\nb", "a/b", "a\x00b"]
)
def test_other_names_are_refused(name):
    with pytest.raises(BadInput, match="account-name"):
        demand_name(name)


@pytest.mark.parametrize("role", [Role.LIAISON, Role.CHAIR, Role.PUBLIC])
@pytest.mark.parametrize(("parties", "zones"), [(("shore-army",), ()), ((), ("north",))])
def test_what_every_member_reads_is_narrowed_for_none(role, parties, zones):
    with pytest.raises(BadInput, match="compartment-wrong"):
        demand_compartment(role, parties, zones)


def test_a_party_officer_has_a_party_and_others_need_none():
    with pytest.raises(BadInput, match="compartment-wrong"):
        demand_compartment(Role.PARTY, (), ("north",))
    demand_compartment(Role.PARTY, ("shore-army",), ("north",))
    demand_compartment(Role.MONITOR, (), ("north",))


def test_a_password_is_kept_as_argon2id_with_its_own_salt():
    again = passwords.hashed(PASSWORD)
    assert again.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert again != hashed()
    assert passwords.fits(PASSWORD, again)
    assert not passwords.fits(PASSWORD + " ", again)


@pytest.mark.parametrize("kept", ["", "plain", "$argon2id$broken"])
def test_nothing_fits_what_is_no_hash(kept):
    assert not passwords.fits(PASSWORD, kept)
    assert not passwords.fits("", kept)


@pytest.mark.parametrize("given", ["", "elevenletrs", "x" * 1025])
def test_a_short_or_endless_password_is_refused(given):
    with pytest.raises(BadInput, match="password-unfit"):
        passwords.hashed(given)


def test_waits_double_up_to_a_quarter_of_an_hour():
    waits = [limits.wait(n, 5) // SECOND for n in range(18)]
    assert waits == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]
    assert limits.wait(10_000, 5) == limits.LONGEST
    assert limits.left(7, 5, last=10 * SECOND, now=11 * SECOND) == 3 * SECOND
    assert limits.left(7, 5, last=10 * SECOND, now=14 * SECOND) == 0


def test_a_clock_that_was_set_back_makes_nobody_wait_longer():
    assert limits.left(2, 5, last=1000 * SECOND, now=0) == 0
    assert limits.left(7, 5, last=1000 * SECOND, now=0) == 4 * SECOND


@pytest.mark.parametrize(
    ("given", "counted"),
    [
        ("192.0.2.7", "address 192.0.2.7"),
        ("::ffff:192.0.2.7", "address 192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "address 2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "address 2001:db8:1:2::/64"),
        ("fe80::1%eth0", "address fe80::/64"),
        ("testclient", "address unknown"),
        ("", "address unknown"),
    ],
)
def test_addresses_are_counted_by_machine(given, counted):
    assert limits.by_address(given) == counted


def test_a_challenge_is_good_for_one_purpose_for_two_minutes_once():
    challenges = Challenges()
    given = challenges.give("login a", 0)
    assert not challenges.spend(given, "register a", 1)
    assert not Challenges().spend(given, "login a", 1)
    assert not challenges.spend(given[:-1] + bytes([given[-1] ^ 1]), "login a", 1)
    assert not challenges.spend(b"", "login a", 1)
    assert not challenges.spend(given, "login a", LIFETIME)
    assert challenges.spend(given, "login a", LIFETIME - 1)
    assert not challenges.spend(given, "login a", LIFETIME - 1)
    assert challenges.give("login a", 0) != given
