"""Acts that must not count, each named by its fault: one clear error, and the book goes on as if nothing had been."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from desk import AGREEMENT, MEMBERS, YES, assessment, row
from holdfire.agreement.load import load
from holdfire.agreement.when import day_of, first_instant
from holdfire.casework import clocks, conduct, entries, owed
from holdfire.casework.acts import Allegation
from holdfire.casework.coding import to_fields
from holdfire.casework.model import Case, Done
from holdfire.casework.rules import GOOD_FOR, who_and_when
from holdfire.casework.world import World
from holdfire.db.engine import write
from holdfire.errors import Broken, Conflict, HoldfireError, NotFound, Refused
from holdfire.record import disclosure, parcel, repo
from holdfire.record.encoding import EPOCH, b64url
from holdfire.record.envelope import Signature, encode_payload, unseal
from holdfire.record.keys import Role, new_key
from holdfire.record.kinds import Draft

DEADLINE = dt.timedelta(days=14)
MINUTE = 60_000_000


@pytest.fixture
def opened(file_desk):
    file_desk.take(row(0), row(1))
    file_desk.link()
    file_desk.allege(file_desk.incidents()[0].id)
    return file_desk


def asked(desk, kind="assessment", actor="kellan", *, open_=None, at=None, **said):
    """A request for an act in the case, as its author's own program drafts it; not signed yet."""
    case = desk.cases[0] if kind not in ("walkout", "return") else ""
    said = said or (assessment("ridge-movement", actor, {}) if kind == "assessment" else {"reason": "So."})

    def build(connection):
        body = entries.form(kind, said)
        more = {"about": int(case[1:])} if case else {}
        made = entries.draft(
            connection, kind, body, actor=actor, at=at or desk.book.clock(), case=case, **more
        )
        return [Draft(d.kind, {**d.open, **(open_ or {})}, d.closed, d.refs) for d in made]

    return desk.book.request(build)


def signed(desk, *actors, **more):
    """The same, signed."""
    request = asked(desk, actor=actors[0], **more)
    for actor in actors:
        request = parcel.sign(request, desk.members[actor])
    return request


def rewritten(request, key, **changes):
    """Another payload with the same values, signed with a key of its author's."""
    new = msgspec.structs.replace(request.read(), **changes)
    return parcel.sign(parcel.Parcel(encode_payload(new), request.disclosures), key)


def demand_refused(desk, response, error, code):
    """It never reaches the log."""
    before = desk.book.size()
    with pytest.raises(error) as e:
        desk.book.take(response)
    assert e.value.code == code
    assert desk.book.size() == before


def demand_remade(desk):
    before = desk.dump()
    desk.book.rebuild()
    assert desk.dump() == before
    desk.book.check(workers=1)


def reason(desk, do):
    with pytest.raises(HoldfireError) as e:
        do()
    return e.value.code


def test_by_one_who_may_not(opened):
    with pytest.raises(Refused) as e:
        opened.assess(opened.cases[0], "shore-army")
    assert e.value.code == "not-a-member"


def test_twice_from_the_same_head(opened):
    head = opened.case(opened.cases[0]).head
    assert opened.refused(opened.assess(opened.cases[0], "kellan", head=head)) == ""
    assert opened.refused(opened.assess(opened.cases[0], "kellan", head=head)) == "head-stale"


def test_an_assessment_after_the_deadline_counts_until_there_is_a_determination_and_not_after(opened):
    (case,) = opened.cases
    opened.hear(case)
    opened.assess(case, "kellan")
    opened.book.clock.at += DEADLINE
    assert opened.refused(opened.assess(case, "dorvia")) == ""
    late = {
        c.whom: c.state(opened.book.clock())
        for c in clocks.clocks(load(AGREEMENT, "a"), opened.case(case))
        if c.step == "assess"
    }
    assert late == {"kellan": "done", "dorvia": "done late", "isles-envoy": "overdue"}
    opened.determine(case)
    assert reason(opened, lambda: opened.assess(case, "isles-envoy")) == "allegation-closed"


@pytest.mark.parametrize("case", ["c9999", "a1", "c", "x", "c01"])
def test_for_a_case_that_does_not_exist(opened, case):
    with pytest.raises(NotFound) as e:
        opened.act("assessment", "kellan", case, about=1, **assessment("ridge-movement", "kellan", {}))
    assert e.value.code == "case-missing"


def test_a_determination_of_something_that_is_no_allegation(opened):
    opened.hear(opened.cases[0])
    notice = opened.case(opened.cases[0]).of("notice")[0].entry
    for about in (notice, 9999):
        with pytest.raises(NotFound) as e, opened.book.reading() as connection:
            entries.determine(
                connection, opened.cases[0], actor="kellan", at=opened.book.clock(), allegation=about
            )
        assert e.value.code == "about-missing"


def test_against_a_stale_head(opened):
    (case,) = opened.cases
    head = opened.case(case).head
    opened.hear(case)
    entry = opened.act("tasking", "kellan", case, head=head, team=["kellan", "dorvia"], task="Look.")
    assert opened.refused(entry) == "head-stale"


@pytest.mark.parametrize("name", ["c\x00", "c1; --", "C1", "c" + "9" * 40, "a1\n"])
def test_a_case_of_a_name_that_no_case_has(opened, name):
    response = signed(opened, "kellan", open_={"case": name})
    assert opened.refused(opened.book.take(response).index) == "act-malformed"
    demand_remade(opened)


@pytest.mark.parametrize("due", [-1, 10**17 * 3, 10**30])
def test_a_time_that_no_table_can_hold(opened, due):
    said = {"measure": "other", "to": "dorvia", "what": "x", "check": "y", "due": due}
    case = opened.cases[0]
    assert reason(opened, lambda: opened.act("response", "kellan", case, **said)) == "act-malformed"


def test_signed_with_a_key_that_is_not_registered(opened):
    demand_refused(
        opened,
        parcel.sign(asked(opened), new_key(Role.DECISION, "kellan", "member")),
        Refused,
        "key-unregistered",
    )


def test_signed_with_a_key_of_another_role(opened):
    for key in (opened.intake_key, opened.log_key):
        demand_refused(opened, parcel.sign(asked(opened), key), Refused, "key-role")


def test_in_the_name_of_one_and_signed_by_another(opened):
    """Nobody speaks for another: who signed it is kept with it, and it does not count."""
    response = parcel.sign(asked(opened, actor="kellan"), opened.members["dorvia"])
    entry = opened.book.take(response).index
    assert opened.refused(entry) == "actor-unsigned"
    assert [a.actor for a in opened.case(opened.cases[0]).acts if a.entry == entry] == ["dorvia"]
    assert opened.case(opened.cases[0]).assessments(int(opened.cases[0][1:])) == {}
    demand_remade(opened)


def test_whoever_signs_first_it_is_the_act_of_whom_it_says(opened):
    """The order of signatures is whoever carries the file's to choose."""
    response = signed(opened, "kellan", "dorvia")
    turned = msgspec.structs.replace(response, signatures=response.signatures[::-1])
    assert opened.refused(opened.book.take(turned).index) == ""
    assert opened.case(opened.cases[0]).assessments(int(opened.cases[0][1:])).keys() == {"kellan"}


@pytest.mark.parametrize("kind", ["walkout", "return"])
def test_what_names_no_earlier_act_and_was_signed_long_ago(opened, kind):
    """A walkout in a drawer cannot be brought out years later."""
    if kind == "return":
        opened.act("walkout", "kellan", reason="So.")
    response = signed(opened, "kellan", kind=kind)
    opened.book.clock.at += dt.timedelta(microseconds=GOOD_FOR)
    in_time = signed(opened, "dorvia", kind="walkout")
    opened.book.clock.at += dt.timedelta(microseconds=1)
    assert opened.refused(opened.book.take(response).index) == "signed-long-ago"
    assert opened.refused(opened.book.take(in_time).index) == ""
    demand_remade(opened)


def test_evidence_that_the_entry_does_not_refer_to(opened):
    """What a form names stands among the entry's references, whose hashes are checked: so it is there."""
    (case,) = opened.cases
    for member in MEMBERS:
        opened.assess(case, member)
    opened.determine(case)
    allegation, head = int(case[1:]), opened.case(case).head
    false = Draft(
        "reopening",
        {"actor": "kellan", "case": case, "head": head, "about": allegation},
        {"reason": "New.", "evidence": [99_999]},
        (allegation, head),
    )
    made = opened.book.submit(lambda _c: [false], opened.members["kellan"])[0].index
    assert opened.refused(made) == "act-malformed"


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_an_answer_about_the_accused_where_nobody_is(opened, answer):
    """Else "violation" would be found, by nobody."""
    case = opened.allege(opened.incidents()[-1].id, accused="unknown")
    said = assessment("unknown", "kellan", {"accused": answer})
    assert reason(opened, lambda: opened.act("assessment", "kellan", case, **said)) == "nobody-accused"
    opened.assess(case, "kellan", accused="cannot say")


def erase(desk, *entries_):
    with write(desk.book.engine) as connection:
        connection.execute(repo.disclosure.delete().where(repo.disclosure.c.idx.in_(entries_)))
    desk.book.rebuild()


def forged(desk, kind, actor, fields):
    """An act that no honest program drafts, in the first case, appended all the same."""
    case = desk.cases[0]
    head = desk.case(case).head
    draft = Draft(kind, {"actor": actor, "case": case, "head": head, "about": int(case[1:])}, fields)
    return desk.book.submit(lambda _c: [draft], desk.members[actor])[0].index


def test_what_was_refused_does_not_come_to_count_when_it_is_erased(opened):
    bare = forged(opened, "assessment", "kellan", {"answers": {"happened": "yes"}})
    assert opened.refused(bare) == "answer-missing"
    erase(opened, bare)
    assert opened.refused(bare) == "answer-missing"
    opened.book.check_tables()


def test_what_was_refused_does_not_come_to_count_when_what_it_hung_on_is_erased(opened):
    (case,) = opened.cases
    early = forged(opened, "determination", "kellan", {"outcome": "violation"})
    assert opened.refused(early) == "too-early"
    erase(opened, int(case[1:]))
    assert opened.refused(early) == "too-early"
    erase(opened, *opened.case(case).alleged(int(case[1:])).reports)
    assert opened.refused(early) == "too-early"
    opened.book.check_tables()


def refuse(desk, entry):
    desk.book.submit(
        lambda _c: [Draft("refusal", {"about": entry, "code": "not-yours"}, refs=(entry,))], desk.log_key
    )


def test_the_log_refuses_what_the_rules_let_count(opened):
    """Whoever holds the values sees it at once."""
    entry = opened.assess(opened.cases[0], "kellan")
    refuse(opened, entry)
    with pytest.raises(Broken) as e:
        opened.book.check(workers=1)
    assert e.value.code == "refusal-false"


def test_the_log_refuses_something_later_when_it_is_erased(opened):
    """It can speak of an act in the next entry only, when every member holds what decides."""
    entry = opened.assess(opened.cases[0], "kellan")
    opened.assess(opened.cases[0], "isles-envoy")
    erase(opened, entry)
    refuse(opened, entry)
    opened.book.rebuild()
    assert opened.refused(entry) == ""
    opened.book.check(workers=1)


def test_with_a_forged_signature(opened):
    request, key = asked(opened), opened.members["kellan"]
    raw = key.sign(b"something else")
    forged = msgspec.structs.replace(request, signatures=(Signature(key.public.key_id, raw),))
    demand_refused(opened, forged, Refused, "signature-forged")


def test_signed_by_nobody(opened):
    demand_refused(opened, asked(opened), Refused, "signatures-none")


def test_made_for_another_log(opened):
    response = rewritten(asked(opened), opened.members["kellan"], log="another/log")
    demand_refused(opened, response, Refused, "log-foreign")


def test_with_a_value_left_out(opened):
    response = signed(opened, "kellan")
    fewer = "~".join(disclosure.split(response.disclosures)[1:])
    demand_refused(opened, msgspec.structs.replace(response, disclosures=fewer), Broken, "value-absent")


def test_with_a_value_slipped_in(opened):
    response = signed(opened, "kellan")
    _, more = disclosure.close({"interest": True})
    both = f"{response.disclosures}~{more}"
    with pytest.raises(HoldfireError):
        opened.book.take(msgspec.structs.replace(response, disclosures=both))


def test_sent_twice(opened):
    response = signed(opened, "kellan")
    opened.book.take(response)
    demand_refused(opened, response, Conflict, "entry-there")


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_sent_again_under_one_signature_more(opened, order):
    """A walkout that its author has taken back does not come again because somebody else signs it too."""
    opened.book.take(response := signed(opened, "kellan", kind="walkout"))
    opened.act("return", "kellan", reason="So.")
    both = parcel.sign(response, opened.members["dorvia"])
    again = msgspec.structs.replace(both, signatures=tuple(both.signatures[n] for n in order))
    demand_refused(opened, again, Conflict, "entry-there")


def test_entered_by_the_host_and_sent_again_by_another(opened):
    entry = opened.act("walkout", "kellan", reason="So.")
    opened.act("return", "kellan", reason="So.")
    with opened.book.reading() as connection:
        (stored,) = repo.stretch(connection, entry, entry + 1)
    envelope = unseal(stored.leaf)
    again = parcel.Parcel(envelope.payload, stored.disclosures, tuple(envelope.signatures))
    demand_refused(opened, again, Conflict, "entry-there")
    demand_refused(opened, parcel.sign(again, opened.members["dorvia"]), Conflict, "entry-there")


def test_from_the_future(opened):
    at = opened.book.clock() + parcel.AHEAD + MINUTE
    response = rewritten(asked(opened), opened.members["kellan"], at=at)
    demand_refused(opened, response, Refused, "clock-ahead")


def test_a_fast_clock_makes_nobody_late_and_the_book_is_rebuilt_as_it_was(opened):
    """Signed four minutes ahead of the log, it is taken; but the log's time is the log's."""
    (case,) = opened.cases
    ahead = rewritten(asked(opened), opened.members["kellan"], at=opened.book.clock() + 4 * MINUTE)
    first = opened.book.take(ahead).index
    others = [first, opened.assess(case, "dorvia"), opened.assess(case, "isles-envoy")]
    assert [opened.refused(n) for n in others] == ["", "", ""]
    times = {a.entry: a.at for a in opened.case(case).acts}
    assert times[first] < times[others[1]] < times[others[2]] < opened.book.clock() <= ahead.read().at
    demand_remade(opened)


def test_a_clock_that_is_set_back_does_not_set_the_log_back(opened):
    (case,) = opened.cases
    opened.book.take(signed(opened, "kellan"))
    before = opened.case(case).acts[-1].at
    opened.book.clock.at -= dt.timedelta(hours=1)
    opened.assess(case, "dorvia")
    opened.book.clock.at += dt.timedelta(minutes=1)
    opened.assess(case, "isles-envoy")
    assert [a.at for a in opened.case(case).acts[-2:]] == [before, before]
    demand_remade(opened)


def test_it_refers_to_an_entry_under_another_hash(opened):
    request = asked(opened)
    refs = tuple(msgspec.structs.replace(r, leaf=b64url(bytes(32))) for r in request.read().refs)
    assert refs
    demand_refused(
        opened, rewritten(request, opened.members["kellan"], refs=refs), Refused, "reference-false"
    )


def test_a_response_to_another_request():
    a, b = (parcel.Parcel(f"{n}".encode(), "") for n in "ab")
    with pytest.raises(Conflict) as e:
        parcel.together([a, b])
    assert e.value.code == "parcels-differ"


def test_two_keys_of_one_member_are_one_signature(opened):
    """The exercise wants every member's signature under a finding that settles the matter."""
    (case,) = opened.cases
    for member in MEMBERS:
        opened.assess(case, member)
    opened.hear(case)
    for member in MEMBERS:
        opened.assess(case, member)
    second = new_key(Role.DECISION, "kellan", "member")
    opened.register(second)
    with opened.book.reading() as connection:
        (true,) = entries.determine(connection, case, actor="kellan", at=opened.book.clock(), signers=MEMBERS)

    def entered(*keys):
        return opened.refused(opened.book.submit(lambda _c: [true], *keys)[0].index)

    kellan, dorvia, envoy = (opened.members[m] for m in MEMBERS)
    assert entered(kellan, second, dorvia) == "signatures-missing"
    assert entered(kellan, dorvia, envoy) == ""


def test_signed_in_time_and_handed_in_late_it_is_late_by_the_logs_time(opened):
    (case,) = opened.cases
    response = signed(opened, "kellan")
    opened.book.clock.at += DEADLINE
    entry = opened.book.take(response).index
    act = opened.case(case).get(entry)
    assert act.at - response.read().at >= DEADLINE // dt.timedelta(microseconds=1)
    states = {
        c.whom: c.state(act.at)
        for c in clocks.clocks(load(AGREEMENT, "a"), opened.case(case))
        if c.step == "assess"
    }
    assert states["kellan"] == "done late"


def test_a_finding_where_evidence_is_not_held_is_one_that_the_assessments_allow(opened):
    """An incident that nobody ever saw does not open the door to any outcome at all."""
    said = Allegation(
        incident="i99999", term="no-fire", accused="ridge-movement", reason="x", gravity="minor"
    )
    entry = opened.book.submit(
        lambda _c: [Draft("allegation", {"actor": "kellan"}, to_fields(said))], opened.members["kellan"]
    )[0].index
    case = f"c{entry}"
    opened.hear(case)
    for member in MEMBERS:
        opened.assess(case, member, happened="no")
    false = Draft(
        "determination",
        {"actor": "kellan", "case": case, "head": opened.case(case).head, "about": entry},
        {"outcome": "contested", "question": "happened", "joint": dict.fromkeys(YES, "split")},
    )
    made = opened.book.submit(lambda _c: [false], opened.members["kellan"])[0].index
    assert opened.refused(made) == "outcome-false"


def test_values_erased_elsewhere_in_a_case_do_not_open_the_door(opened):
    """A reply's words are gone; what the rules need is all there, so that they judge as before."""
    (case,) = opened.cases
    opened.hear(case)
    reply = opened.case(case).of("reply")[0].entry
    early = Draft(
        "determination",
        {"actor": "kellan", "case": case, "head": opened.case(case).head, "about": int(case[1:])},
        {"outcome": "not established"},
    )
    made = opened.book.submit(lambda _c: [early], opened.members["kellan"])[0].index
    assert opened.refused(made) == "too-early"
    with write(opened.book.engine) as connection:
        connection.execute(repo.disclosure.delete().where(repo.disclosure.c.idx == reply))
    opened.book.rebuild()
    assert opened.refused(made) == "too-early"
    assert opened.determination(case) is None


def in_zone(zone):
    return load(AGREEMENT, "a").model_copy(update={"timezone": zone})


def micros(text):
    return (dt.datetime.fromisoformat(text) - EPOCH) // dt.timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("zone", "opened_at", "due"),
    [
        ("Europe/Berlin", "2031-03-29T18:00:00+01:00", "2031-03-30T19:00:00+02:00"),
        ("Europe/Berlin", "2031-10-25T18:00:00+02:00", "2031-10-26T17:00:00+01:00"),
        ("Asia/Damascus", "2031-03-29T18:00:00+03:00", "2031-03-30T18:00:00+03:00"),
    ],
)
def test_a_day_on_a_clock_is_24_hours_whatever_the_zone_does(zone, opened_at, due):
    agreement, at = in_zone(zone), micros(opened_at)
    assert clocks.deadline(agreement, "serious", "assess", at) == micros(due)


@pytest.mark.parametrize(
    ("zone", "day", "first"),
    [
        ("Europe/Berlin", "2031-03-30", "2031-03-30T00:00:00+01:00"),
        ("Europe/Berlin", "2031-03-31", "2031-03-31T00:00:00+02:00"),
        ("Europe/Berlin", "2031-10-27", "2031-10-27T00:00:00+01:00"),
        ("Asia/Damascus", "2016-03-25", "2016-03-25T01:00:00+03:00"),
        ("Asia/Damascus", "2016-10-28", "2016-10-28T00:00:00+02:00"),
        ("America/Havana", "2016-11-06", "2016-11-06T00:00:00-04:00"),
        ("Etc/GMT+2", "2031-03-06", "2031-03-06T02:00:00+00:00"),
        ("Pacific/Kiritimati", "2031-03-06", "2031-03-05T10:00:00+00:00"),
    ],
)
def test_a_day_begins_when_it_begins_in_the_mechanisms_zone(zone, day, first):
    """Damascus in 2016 had no midnight on the day on which summer time began; Havana had two when it ended."""
    agreement, wanted = in_zone(zone), dt.date.fromisoformat(day)
    found = first_instant(agreement, wanted)
    assert found == micros(first)
    assert day_of(agreement, found) == wanted
    assert day_of(agreement, found - 1) == wanted - dt.timedelta(days=1)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Damascus", "Pacific/Kiritimati", "Etc/GMT+2"])
def test_what_is_owed_by_a_day_is_late_when_that_day_is_over_in_the_mechanisms_zone(zone):
    agreement = in_zone(zone)
    term = next(t for t in agreement.terms if t.id == "hand-over")
    late = first_instant(agreement, term.due + dt.timedelta(days=1))
    assert owed.not_due(agreement, term, day_of(agreement, late)) is None
    assert owed.not_due(agreement, term, day_of(agreement, late - 1)).code == "not-due"


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Pacific/Kiritimati", "Pacific/Honolulu"])
def test_a_member_sits_from_the_first_instant_of_its_day_to_the_last(zone):
    agreement = in_zone(zone)
    span = {"since": dt.date(2031, 3, 30), "until": dt.date(2031, 10, 26)}
    members = [m.model_copy(update=span if m.actor == "kellan" else {}) for m in agreement.rules.members]
    agreement = agreement.model_copy(
        update={"rules": agreement.rules.model_copy(update={"members": tuple(members)})}
    )
    said = Allegation(incident="i1", term="no-fire", accused="shore-army", reason="x")
    opening = Done(1, "c1", "allegation", "dorvia", ("dorvia",), "member", 0, None, 0, "", 0, said)

    def may(at):
        return who_and_when(World(agreement, at), Case("c1", (opening,)), "tasking", "kellan") is None

    first, last = (first_instant(agreement, day) for day in span.values())
    assert [may(first - 1), may(first), may(last - 1), may(last)] == [False, True, True, False]


def test_an_observer_who_walks_out_holds_nothing_up():
    agreement = load(AGREEMENT, "a")
    rules = agreement.rules.model_copy(
        update={"walkout": agreement.rules.walkout.model_copy(update={"then": "cases wait"})}
    )
    agreement = agreement.model_copy(update={"rules": rules})
    for away, code in (({"field-team"}, None), ({"dorvia"}, "suspended"), ({"gone-member"}, None)):
        found = conduct._sitting(
            World(agreement, micros("2031-04-01T00:00:00+00:00"), frozenset(away)), None, "kellan", 1
        )
        assert (found and found.code) == code
