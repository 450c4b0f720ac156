"""Policy files as C2SP tlog-policy has them, and how many cosigners are enough."""

from __future__ import annotations

from itertools import combinations

import pytest

from holdfire.errors import BadInput
from holdfire.record import policy as policies
from holdfire.record.keys import Role, new_key
from holdfire.record.note import COSIGNATURE, ED25519, Vkey
from holdfire.record.policy import Known, parse, plain, quorum_of, write

LOG = Vkey("truce.example/log", ED25519, new_key(Role.LOG, "log").public.raw)
NAMES = [f"w{n}" for n in range(6)]
KEYS = {n: Vkey(f"{n}.example/w", COSIGNATURE, new_key(Role.COSIGNER, n, "member").public.raw) for n in NAMES}


def of(n, least=0):
    return plain(LOG, {name: Known(KEYS[name]) for name in NAMES[:n]}, least)


def ids(*names):
    return [KEYS[name].key_id for name in names]


TWO_LEVELS = f"""
# The document's own example: two of three here, and any of three there.
log {LOG} https://truce.example/log
witness X1 {KEYS["w0"]}
\twitness  X2\t{KEYS["w1"]}  http://127.0.0.1:8021/
witness X3 {KEYS["w2"]}
group X-witnesses 2 X1 X2 X3
witness Y1 {KEYS["w3"]}
witness Y2 {KEYS["w4"]}
witness Y3 {KEYS["w5"]}
group Y-witnesses any Y1 Y2 Y3
group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
"""


@pytest.mark.parametrize(
    ("who", "met"),
    [
        (["w0", "w1", "w3"], True),
        (["w0", "w1", "w2", "w5"], True),
        (["w0", "w1", "w2"], False),
        (["w0", "w3", "w4", "w5"], False),
        ([], False),
    ],
)
def test_groups_of_groups(who, met):
    policy = parse(TWO_LEVELS)
    assert policy.met(ids(*who)) is met
    assert policy.least() == 3
    assert policy.cosigners["X2"].url == "http://127.0.0.1:8021/"


def test_a_policy_is_read_as_it_was_written():
    for policy in (parse(TWO_LEVELS), of(4), of(0)):
        assert parse(write(policy)) == policy


@pytest.mark.parametrize("n", range(7))
def test_the_default_excludes_two_histories_with_one_false_cosigner(n):
    """Any two quorums share more cosigners than may be false; of three, all must sign, of four, three."""
    if n < 2:
        assert not of(min(n, 6)).safe()
        return
    policy, false = of(min(n, 6)), max(1, (min(n, 6) - 1) // 3)
    names = NAMES[: min(n, 6)]
    quorums = [set(c) for k in range(len(names) + 1) for c in combinations(names, k) if policy.met(ids(*c))]
    overlap = min(len(a & b) for a in quorums for b in quorums)
    assert policy.safe()
    assert overlap > false or overlap == len(names) == 2


def test_the_default_numbers():
    assert {n: quorum_of(n) for n in range(1, 8)} == {1: 1, 2: 2, 3: 3, 4: 3, 5: 4, 6: 4, 7: 5}


def test_two_of_three_is_not_safe_for_the_host_and_one_of_them_can_show_two_histories():
    policy = of(3, 2)
    assert not policy.safe()
    a, b = ids("w0", "w1"), ids("w0", "w2")
    assert policy.met(a)
    assert policy.met(b)


def test_with_three_cosigners_two_are_provisional_and_three_final():
    policy = of(3)
    assert [policy.met(ids(*NAMES[:k])) for k in range(4)] == [False, False, False, True]
    assert [policy.nearly(ids(*NAMES[:k])) for k in range(4)] == [False, False, True, False]


def test_with_four_cosigners_nothing_is_provisional():
    assert not any(of(4).nearly(ids(*NAMES[:k])) for k in range(5))


def test_who_is_unknown_or_stands_there_twice_counts_nothing_more():
    policy = of(4)
    assert not policy.met([*ids("w0", "w0", "w1", "w5"), "0" * 64])


def line(text):
    return TWO_LEVELS + text


BAD = {
    "an unknown word": line("witnesses X1\n"),
    "a second quorum": line("quorum X1\n"),
    "no quorum": f"log {LOG}\n",
    "a quorum of nobody": f"log {LOG}\nquorum W\n",
    "a group before its members": f"group G any W\nwitness W {KEYS['w0']}\nquorum G\n",
    "a group of nobody": f"witness W {KEYS['w0']}\ngroup G any\nquorum G\n",
    "a threshold of none": f"witness W {KEYS['w0']}\ngroup G 0 W\nquorum G\n",
    "a threshold out of reach": f"witness W {KEYS['w0']}\ngroup G 2 W\nquorum G\n",
    "a threshold with a zero before it": f"witness W {KEYS['w0']}\ngroup G 01 W\nquorum G\n",
    "one member twice in a group": f"witness W {KEYS['w0']}\ngroup G 1 W W\nquorum G\n",
    "one member in two groups": f"witness W {KEYS['w0']}\ngroup G 1 W\ngroup H 1 W\nquorum G\n",
    "a name twice": f"witness W {KEYS['w0']}\nwitness W {KEYS['w1']}\nquorum W\n",
    "a cosigner called none": f"witness none {KEYS['w0']}\nquorum none\n",
    "none in a group": f"witness W {KEYS['w0']}\ngroup G 1 none\nquorum G\n",
    "a carriage return": "quorum none\r\n",
}


@pytest.mark.parametrize("fault", BAD)
def test_a_policy_that_cannot_be_read_is_refused(fault):
    with pytest.raises(BadInput) as e:
        parse(BAD[fault])
    assert e.value.code == "policy-malformed"


def test_one_key_under_two_names_is_refused():
    again = Vkey("other.example/w", COSIGNATURE, KEYS["w0"].raw)
    text = f"witness A {KEYS['w0']}\nwitness B {again}\ngroup G 2 A B\nquorum G\n"
    with pytest.raises(BadInput) as e:
        parse(text)
    assert e.value.code == "policy-key-twice"
    with pytest.raises(BadInput) as e:
        parse(f"log {LOG}\nlog {Vkey('other', ED25519, LOG.raw)}\nquorum none\n")
    assert e.value.code == "policy-key-twice"


def test_a_log_key_is_no_cosigner_and_a_cosigner_no_log():
    for text in (f"witness W {LOG}\nquorum W\n", f"log {KEYS['w0']}\nquorum none\n"):
        with pytest.raises(BadInput) as e:
            parse(text)
        assert e.value.code == "vkey-malformed"


def test_a_quorum_of_none_is_met_by_nobody_and_safe_for_nobody():
    policy = policies.parse("quorum none\n")
    assert policy.met([])
    assert not policy.safe()
