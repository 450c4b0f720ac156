"""Which keys stand and which policy, at each entry: the rules, and each way to break one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from holdfire.errors import Broken
from holdfire.record import checkpoint as cp
from holdfire.record.encoding import b64url
from holdfire.record.keys import Role, new_key
from holdfire.record.note import COSIGNATURE, Vkey
from holdfire.record.policy import Known, plain, write
from holdfire.record.register import Ground, Register, fold

NAME = "truce.example/log"
ACTORS = ("kellan", "dorvia", "isles", "university")
LOG = new_key(Role.LOG, "log")
ROOTS = {a: new_key(Role.ROOT, a, "member") for a in ACTORS}
COSIGNERS = {a: new_key(Role.COSIGNER, a, "member") for a in ACTORS}
DECISION = new_key(Role.DECISION, "kellan", "member")


def public(*keys):
    return [k.public.to_json() for k in keys]


def ids(*keys):
    return [k.public.key_id for k in keys]


def log(*keys, threshold=0):
    said = {"name": NAME, "keys": public(LOG, *keys), **({"threshold": threshold} if threshold else {})}
    return Ground(0, "log", said, ids(LOG))


def root(index, version, keys, signers, threshold=2):
    said = {"version": version, "threshold": threshold, "keys": public(*keys)}
    return Ground(index, "root", said, ids(*signers))


def key(index, *keys, revoked=()):
    return Ground(
        index, "key", {"keys": public(*keys), **({"revoked": ids(*revoked)} if revoked else {})}, ids(LOG)
    )


def text(*actors, least=0, log_key=LOG, name=NAME, cosigners=COSIGNERS):
    known = {a: Known(Vkey(f"{a}.example/w", COSIGNATURE, cosigners[a].public.raw)) for a in actors}
    return write(plain(cp.vkey(name, log_key.public), known, least))


def policy(index, version, said, *signers, cosigners=COSIGNERS):
    keys = ids(*(cosigners[a] for a in signers))
    return Ground(index, "policy", {"version": version, "policy": said}, keys)


HOLDERS = [ROOTS[a] for a in ACTORS[:3]]
BEGUN = log(*HOLDERS, DECISION, threshold=2)
WITH_COSIGNERS = log(*COSIGNERS.values(), DECISION)
FOUR = policy(1, 1, text(*ACTORS), *ACTORS[:3])


def code(*entries):
    with pytest.raises(Broken) as e:
        fold(NAME, entries)
    return e.value.code


def test_without_a_threshold_the_logs_key_alone_registers_and_revokes():
    late = new_key(Role.INTAKE, "intake")
    register = fold(NAME, [log(DECISION), key(5, late), key(9, revoked=[DECISION])])
    assert register.version == 0
    assert [register.terms[i].made for i in ids(LOG, DECISION, late)] == [0, 0, 5]
    assert not register.terms[late.public.key_id].stands(5)
    assert register.terms[late.public.key_id].stands(6)


def test_a_revoked_key_stands_for_what_it_signed_before_and_at_that_entry_by_index_and_by_no_clock():
    term = fold(NAME, [log(DECISION), key(9, revoked=[DECISION])]).terms[DECISION.public.key_id]
    assert [term.stands(i) for i in (1, 8, 9, 10, 10**6)] == [True, True, True, False, False]


def test_a_key_that_does_not_stand_cannot_be_revoked():
    assert code(log(), key(5, revoked=[DECISION])) == "key-unknown"
    assert code(log(DECISION), key(5, revoked=[DECISION]), key(6, revoked=[DECISION])) == "key-unknown"


def test_a_revoked_key_that_is_registered_again_stays_revoked():
    register = fold(NAME, [log(DECISION), key(5, revoked=[DECISION]), key(6, DECISION)])
    assert not register.terms[DECISION.public.key_id].stands(7)


def test_with_a_threshold_the_holders_change_keys_together_and_the_log_cannot():
    late = new_key(Role.INTAKE, "intake")
    register = fold(NAME, [BEGUN, root(4, 2, [LOG, late, *HOLDERS], HOLDERS[:2])])
    assert (register.version, register.threshold) == (2, 2)
    assert register.terms[late.public.key_id].made == 4
    assert register.terms[DECISION.public.key_id].ended == 4, "what a version leaves out has ended"
    assert code(BEGUN, key(4, late)) == "register-stands"


def test_a_register_can_be_made_later_out_of_registered_root_keys():
    register = fold(NAME, [log(), key(3, *HOLDERS), root(5, 1, [LOG, *HOLDERS], HOLDERS[:2])])
    assert (register.version, register.threshold) == (1, 2)
    assert code(log(), key(3, *HOLDERS), root(5, 1, [LOG, *HOLDERS], HOLDERS[:1])) == "register-unsigned"


def test_holders_change_under_the_old_and_the_new_threshold():
    new = [HOLDERS[0], ROOTS["university"]]
    assert (
        fold(NAME, [BEGUN, root(4, 2, [LOG, *new], [HOLDERS[0], HOLDERS[1], ROOTS["university"]])]).version
        == 2
    )
    assert code(BEGUN, root(4, 2, [LOG, *new], new)) == "register-unsigned", "one old holder is too few"
    assert code(BEGUN, root(4, 2, [LOG, *new], HOLDERS[:2])) == "register-unsigned", (
        "one new holder is too few"
    )


def test_one_holder_with_two_root_keys_counts_once():
    second = new_key(Role.ROOT, "kellan", "member")
    begun = log(*HOLDERS, second, threshold=2)
    assert code(begun, root(4, 2, [LOG, *HOLDERS, second], [HOLDERS[0], second])) == "register-unsigned"


def test_a_key_of_another_role_counts_for_nothing_in_the_register():
    assert (
        code(BEGUN, root(4, 2, [LOG, DECISION, *HOLDERS], [HOLDERS[0], DECISION, LOG])) == "register-unsigned"
    )


def test_a_version_that_was_skipped_or_comes_again_is_refused():
    keys = [LOG, *HOLDERS]
    assert code(BEGUN, root(4, 3, keys, HOLDERS)) == "register-version"
    assert code(BEGUN, root(4, 1, keys, HOLDERS)) == "register-version"
    assert code(BEGUN, root(4, 2, keys, HOLDERS), root(5, 2, keys, HOLDERS)) == "register-version"
    assert code(BEGUN, root(4, 2, keys, HOLDERS, threshold=0)) == "register-version"


def test_a_threshold_that_nobody_can_reach_is_refused():
    assert code(log(*HOLDERS, threshold=4)) == "register-unreachable"
    assert code(BEGUN, root(4, 2, [LOG, *HOLDERS], HOLDERS, threshold=4)) == "register-unreachable"


def test_a_key_never_comes_back_and_never_changes_its_role():
    gone = root(4, 2, [LOG, *HOLDERS], HOLDERS)
    assert code(BEGUN, gone, root(5, 3, [LOG, DECISION, *HOLDERS], HOLDERS)) == "key-revoked"
    turned = replace(DECISION, public=replace(DECISION.public, role=Role.INTAKE))
    assert code(BEGUN, root(4, 2, [LOG, turned, *HOLDERS], HOLDERS)) == "key-role"
    assert code(BEGUN, root(4, 2, [LOG, LOG, *HOLDERS], HOLDERS)) == "key-twice"


def test_a_version_without_a_key_of_the_log_is_refused_for_nothing_could_follow_it():
    assert code(BEGUN, root(4, 2, HOLDERS, HOLDERS)) == "register-logless"


def test_a_weak_key_never_gets_in():
    weak = {**LOG.public.to_json(), "key": b64url(bytes(32))}
    said = {"version": 2, "threshold": 2, "keys": [*public(LOG, *HOLDERS), weak]}
    assert code(BEGUN, Ground(4, "root", said, ids(*HOLDERS))) == "key-weak"


def test_a_log_key_that_is_rotated_signs_the_checkpoint_over_its_own_end_and_none_after():
    new = new_key(Role.LOG, "log")
    register = fold(NAME, [BEGUN, root(4, 2, [new, *HOLDERS], HOLDERS)])
    assert register.log_keys(4) == [LOG.public]
    assert register.log_keys(5) == [LOG.public, new.public]
    assert register.log_keys(6) == [new.public]


def test_the_first_policy_is_signed_by_its_own_quorum():
    register = fold(NAME, [WITH_COSIGNERS, FOUR])
    assert register.policy is not None
    assert register.policy_at(1) is None
    assert register.policy_at(2) == register.policy
    assert code(WITH_COSIGNERS, policy(1, 1, text(*ACTORS), *ACTORS[:2])) == "policy-unsigned"


def test_a_third_guarantor_joins_under_the_old_quorum_and_the_new():
    two = text("kellan", "university")
    begun = policy(1, 1, two, "kellan", "university")
    joined = text("kellan", "university", "dorvia")
    assert fold(NAME, [WITH_COSIGNERS, begun, policy(2, 2, joined, *ACTORS)]).policy.version == 2
    assert code(WITH_COSIGNERS, begun, policy(2, 2, joined, "kellan", "university")) == "policy-unsigned"


def test_a_policy_that_was_changed_without_the_old_quorum_is_refused():
    alone = text("kellan")
    assert code(WITH_COSIGNERS, FOUR, policy(2, 2, alone, "kellan")) == "policy-unsigned"
    assert fold(NAME, [WITH_COSIGNERS, FOUR, policy(2, 2, alone, *ACTORS[:3])]).policy.version == 2


def test_a_policy_that_asks_for_nobody_is_signed_by_nobody_and_refused():
    assert code(WITH_COSIGNERS, policy(1, 1, text())) == "policy-foreign"


def test_a_policy_of_another_log_or_of_unknown_or_ended_cosigners_is_refused():
    other = new_key(Role.LOG, "log")
    strangers = {"kellan": new_key(Role.COSIGNER, "kellan", "member")}
    assert code(WITH_COSIGNERS, policy(1, 1, text("kellan", log_key=other), "kellan")) == "policy-foreign"
    assert code(WITH_COSIGNERS, policy(1, 1, text("kellan", name="other/log"), "kellan")) == "policy-foreign"
    stranger = policy(1, 1, text("kellan", cosigners=strangers), "kellan", cosigners=strangers)
    assert code(WITH_COSIGNERS, stranger) == "policy-foreign"
    ended = key(1, revoked=[COSIGNERS["kellan"]])
    assert code(WITH_COSIGNERS, ended, policy(2, 1, text("kellan"), "kellan")) == "policy-foreign"


def test_one_member_counted_twice_in_a_policy_is_refused():
    second = {**COSIGNERS, "dorvia": new_key(Role.COSIGNER, "kellan", "member")}
    begun = log(*second.values())
    twice = policy(1, 1, text("kellan", "dorvia", cosigners=second), "kellan", "dorvia", cosigners=second)
    assert code(begun, twice) == "policy-member-twice"


def test_one_key_under_two_names_in_a_policy_is_refused():
    same = {"kellan": COSIGNERS["kellan"], "dorvia": COSIGNERS["kellan"]}
    said = text("kellan", "dorvia", cosigners=same)
    assert code(WITH_COSIGNERS, policy(1, 1, said, "kellan")) == "policy-key-twice"


def test_a_revoked_cosigner_signs_no_policy():
    ended = key(2, revoked=[COSIGNERS["isles"]])
    after = text("kellan", "dorvia", "university")
    assert (
        code(WITH_COSIGNERS, FOUR, ended, policy(3, 2, after, "kellan", "dorvia", "isles"))
        == "policy-unsigned"
    )
    assert fold(
        NAME, [WITH_COSIGNERS, FOUR, ended, policy(3, 2, after, "kellan", "dorvia", "university")]
    ).policy


def test_a_policy_out_of_turn_or_unreadable_is_refused():
    assert code(WITH_COSIGNERS, policy(1, 2, text(*ACTORS), *ACTORS)) == "policy-version"
    assert code(WITH_COSIGNERS, FOUR, FOUR) == "policy-version"
    assert code(WITH_COSIGNERS, policy(1, 1, "quorum\n", *ACTORS)) == "policy-malformed"
    assert code(WITH_COSIGNERS, policy(1, 1, "witness A B\nquorum A\n", *ACTORS)) == "vkey-malformed"


def test_the_log_begins_once():
    assert code(log(), log()) == "log-twice"


@pytest.mark.parametrize(
    "said", [{}, {"keys": 5}, {"keys": [], "revoked": 5}, {"keys": [], "threshold": "all"}]
)
def test_an_entry_about_keys_in_another_form_is_refused(said):
    kind = "log" if "threshold" in said else "key"
    with pytest.raises(Broken) as e:
        Register(NAME).take(Ground(0, kind, said, []))
    assert e.value.code == "entry-malformed"


def test_what_is_refused_changes_nothing():
    register = fold(NAME, [WITH_COSIGNERS, FOUR])
    before = dict(register.terms), register.version, list(register.policies)
    for bad in (policy(2, 2, text("kellan"), "kellan"), root(2, 1, [LOG, *HOLDERS], HOLDERS[:1])):
        with pytest.raises(Broken):
            register.take(bad)
    assert (dict(register.terms), register.version, list(register.policies)) == before
