"""Opening closed fields: to whom, after which release and delay, and what the file handed on proves by itself."""

from __future__ import annotations

import datetime as dt
import json
import shutil

import pytest

from desk import row
from holdfire.agreement import repo as agreement_repo
from holdfire.book import Book
from holdfire.disclosing import entries, repo, rules, sheet
from holdfire.errors import BadInput, Broken, Refused
from holdfire.protection import handed
from holdfire.record import disclosure
from holdfire.record import repo as record
from holdfire.record.encoding import b64url
from holdfire.record.keys import Role, new_key


@pytest.fixture
def office(file_desk):
    """A desk with a report, and a protection officer."""
    file_desk.take(row(0, text="EXERCISE. A person said: from my window."))
    file_desk.red = new_key(Role.OFFICER, "red-society", "member")
    file_desk.register(file_desk.red)
    return file_desk


REPORT = 2


def open_(desk, kind, fields, *to, key=None, later=0, target=REPORT):
    desk.book.clock.at += dt.timedelta(days=later)
    key = key or (desk.red if kind == "release" else desk.members["kellan"])

    def build(c):
        at = desk.book.clock()
        return [entries.draft(c, kind, target, fields, to, reason="For the meeting.", at=at)]

    return desk.book.submit(build, key)[0].index


def listed(desk):
    with desk.book.reading() as connection:
        return repo.openings(connection), agreement_repo.current(connection).agreement


def test_what_does_not_say_who_spoke_is_opened_to_members_at_once(office):
    index = open_(office, "disclosure", ["when", "act"], "members")
    (found,), agreement = listed(office)
    assert (found.entry, found.kind, found.target) == (index, "disclosure", REPORT)
    assert (list(found.fields), found.to, found.by) == (["act", "when"], ("members",), ("kellan",))
    assert (found.against, rules.left_out(agreement, found)) == ("", [])


def test_a_selective_briefing_is_seen_with_whom_it_left_out(office):
    open_(office, "disclosure", ["act"], "dorvia")
    (found,), agreement = listed(office)
    assert rules.left_out(agreement, found) == ["field-team", "isles-envoy", "kellan"]


@pytest.mark.parametrize("field", sorted(rules.SPOKEN))
def test_what_says_who_spoke_needs_a_release_to_the_same(office, field):
    with pytest.raises(Refused) as e:
        open_(office, "disclosure", [field], "dorvia")
    assert e.value.code == "release-missing"
    open_(office, "release", [field], "dorvia")
    open_(office, "disclosure", [field], "dorvia")
    with pytest.raises(Refused):
        open_(office, "disclosure", [field], "isles-envoy")


def test_a_release_to_members_reaches_each_of_them_and_nobody_else(office):
    open_(office, "release", ["words"], "members")
    open_(office, "disclosure", ["words"], "dorvia", "isles-envoy")
    for other in ("shore-army", "all"):
        with pytest.raises(Refused):
            open_(office, "disclosure", ["words"], other, later=30)


def test_to_all_nothing_goes_before_the_agreed_delay_not_even_a_release(office):
    for kind in ("release", "disclosure"):
        with pytest.raises(Refused) as e:
            open_(office, kind, ["act"], "all")
        assert e.value.code == "disclosure-too-early"
    open_(office, "disclosure", ["act"], "all", later=3)


def test_to_all_a_place_goes_no_more_exactly_than_agreed_but_by_a_release(office):
    with pytest.raises(Refused) as e:
        open_(office, "disclosure", ["place"], "all", later=3)
    assert e.value.code == "release-missing"
    open_(office, "disclosure", ["place"], "members")
    open_(office, "release", ["place"], "all", later=3)
    open_(office, "disclosure", ["place"], "all", later=3)


def test_an_opening_that_broke_the_rules_is_kept_with_the_rule_that_it_broke(office, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(entries, "_objection", lambda *_: None)
        open_(office, "disclosure", ["words"], "dorvia")
    assert [o.against for o in listed(office)[0]] == ["release-missing"]
    before = office.dump()
    office.book.rebuild()
    assert office.dump() == before
    office.book.check_tables()


@pytest.mark.parametrize(
    ("fields", "to", "code"),
    [
        (["nothing"], ["all"], "field-absent"),
        (["act"], [], "opening-to-nobody"),
        (["act"], ["all", "kellan"], "opening-to-nobody"),
    ],
)
def test_what_makes_no_sense_is_refused(office, fields, to, code):
    with pytest.raises(BadInput) as e:
        open_(office, "disclosure", fields, *to)
    assert e.value.code == code


def test_only_a_protection_officer_releases(office):
    with pytest.raises(Refused) as e:
        open_(office, "release", ["words"], "members", key=office.members["kellan"])
    assert e.value.code == "key-role"


def handed_on(desk, *fields):
    with desk.book.reading() as connection:
        chosen = entries.digests(connection, REPORT, fields).values()
        return sheet.write(REPORT, record.leaf(connection, REPORT), record.told(connection, REPORT), chosen)


def test_the_file_holds_what_was_opened_and_nothing_else(office):
    data = handed_on(office, "act")
    found = sheet.read(data)
    assert list(found.fields) == ["act"]
    assert found.payload.kind == "report"
    assert b"window" not in data


def tampered(data, change):
    value = json.loads(data)
    (old,) = value["disclosures"]
    salt, name, said = json.loads(disclosure.base64.urlsafe_b64decode(old + "=" * (-len(old) % 4)))
    value["disclosures"] = [b64url(json.dumps(change(salt, name, said)).encode())]
    return json.dumps(value).encode()


@pytest.mark.parametrize(
    "change",
    [
        lambda salt, name, said: ["A" * 24, name, said],
        lambda salt, name, said: [salt, "place", said],
        lambda salt, name, said: [salt, name, {**said, "killed": [0, 0, 0]}],
    ],
    ids=["another salt", "another name", "another value"],
)
def test_a_value_that_the_entry_did_not_close_over_is_found_out(office, change):
    with pytest.raises(Broken) as e:
        sheet.read(tampered(handed_on(office, "act"), change))
    assert e.value.code == "disclosure-foreign"


def test_what_is_no_such_file_is_refused():
    for data in (b"", b"{}", b'{"v": 2}', b"\xff"):
        with pytest.raises(BadInput) as e:
            sheet.read(data)
        assert e.value.code == "opening-malformed"


def test_a_holder_that_lacks_a_value_takes_it_in_and_has_the_same_tables(office, tmp_path):
    given = sheet.read(handed_on(office))
    there = tmp_path / "poor.book"
    office.book.engine.dispose()
    shutil.copy(office.book.url, there)
    poor = Book(str(there))
    with poor.engine.begin() as connection:
        record.tell(connection, REPORT, "")
    poor.rebuild()
    assert handed.take(poor, given) == len(given.fields)
    assert handed.take(poor, given) == 0
    poor.check(workers=1)
    with poor.reading() as connection:
        from holdfire.db import dump

        assert list(dump.dump(connection)) == office.dump()


def test_what_was_erased_does_not_come_back(office):
    from holdfire.erasing import entries as erasing
    from holdfire.protection import erase

    given = sheet.read(handed_on(office, "words"))
    office.book.submit(
        lambda c: [erasing.order(c, REPORT, (), ground="asked", reason="", officers=["red-society"])],
        office.red,
    )
    erase.carry_out(office.book)
    with pytest.raises(Refused) as e:
        handed.take(office.book, given)
    assert e.value.code == "value-erased"


def test_a_file_of_another_record_is_refused(office, lived_in):
    with lived_in.book.reading() as connection:
        leaf, told = record.leaf(connection, 3), record.told(connection, 3)
    foreign = sheet.read(sheet.write(3, leaf, told, ()))
    with pytest.raises(Broken) as e:
        handed.take(office.book, foreign)
    assert e.value.code == "opening-foreign"
