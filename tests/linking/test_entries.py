"""Linking runs and persons' verdicts, as entries of a book."""

from __future__ import annotations

import pytest

from desk import row
from holdfire.errors import Conflict, NotFound
from holdfire.linking import repo as linking
from holdfire.linking.model import Verdict
from holdfire.projecting import read_entry
from holdfire.record import repo
from holdfire.reports.model import ClaimId


def found(desk):
    """The incidents, each as the numbers of its reports."""
    return {i.id: tuple(m.entry for m in i.members) for i in desk.incidents()}


def entries(desk, kind):
    with desk.book.reading() as connection:
        return [e for p in repo.entries(connection) for e in map(read_entry, p) if e.kind == kind]


def far(n, **more):
    """A report of something else: elsewhere, and on another day."""
    return row(
        n,
        start="2031-03-15T09:00:00-02:00",
        end="2031-03-15T09:20:00-02:00",
        lon=-29.6,
        lat=29.9,
        place="Havel Quay",
        **more,
    )


@pytest.fixture
def linked(file_desk):
    """Three reports of one thing, entries 2 to 4, and one of another, entry 5."""
    file_desk.take(row(0), row(1), row(2), far(3))
    file_desk.link()
    return file_desk


def demand_remade(desk):
    before = desk.dump()
    desk.book.rebuild()
    assert desk.dump() == before


def test_reports_of_one_thing_become_one_incident_named_after_the_first(linked):
    assert found(linked) == {"i2": (2, 3, 4), "i5": (5,)}


def test_a_run_that_would_change_nothing_is_not_entered(linked):
    size = linked.book.size()
    assert linked.link() == 0
    assert linked.book.size() == size


def test_every_link_has_a_probability_and_a_reason(linked):
    with linked.book.reading() as connection:
        links = linking.links(connection)
    assert {(str(k.a), str(k.b)) for k in links} == {("2", "3"), ("2", "4"), ("3", "4")}
    assert all(0 < k.probability < 1 and k.reasons for k in links)


def test_a_run_is_one_entry_that_names_its_output_and_what_it_read(linked):
    (run,) = entries(linked, "linking")
    assert run.open["size"] == run.index
    assert set(run.open) == {"method", "size"}
    assert run.closed["counts"] == {"claims": 4, "links": 3, "incidents": 2}
    with linked.book.reading() as connection:
        output = repo.get_file(connection, run.closed["output"])
    assert output
    assert b"EXERCISE" not in output, "an output repeats nobody's words"


def test_a_person_undoes_a_link_and_the_undoing_is_kept(linked):
    linked.judge(ClaimId(2, 0), ClaimId(3, 0), Verdict.NOT_SAME)
    together = found(linked)
    assert not any({2, 3} <= set(members) for members in together.values())
    (said,) = entries(linked, "verdict")
    assert said.refs == (2, 3)
    assert said.open == {}
    with linked.book.reading() as connection:
        (verdict,) = linking.verdicts(connection)
    assert (verdict.actor, verdict.verdict, verdict.entry) == ("intake", Verdict.NOT_SAME, said.index)
    demand_remade(linked)


def test_the_undoing_can_be_undone(linked):
    before = found(linked)
    linked.judge(ClaimId(2, 0), ClaimId(3, 0), Verdict.NOT_SAME)
    between = linked.book.size()
    linked.judge(ClaimId(3, 0), ClaimId(2, 0), Verdict.SAME)
    assert found(linked) == before
    with linked.book.reading() as connection:
        assert [v.verdict for v in linking.verdicts(connection)] == [Verdict.SAME]
        assert [v.verdict for v in linking.verdicts(connection, between)] == [Verdict.NOT_SAME]
        assert len(linking.history(connection, "i2")) == 3
    demand_remade(linked)


def test_a_person_can_say_that_two_far_claims_are_one(linked):
    linked.judge(ClaimId(2, 0), ClaimId(5, 0), Verdict.SAME)
    assert {2, 5} in map(set, found(linked).values())
    demand_remade(linked)


def test_verdicts_that_contradict_each_other_write_nothing(linked):
    linked.judge(ClaimId(2, 0), ClaimId(3, 0), Verdict.SAME)
    linked.judge(ClaimId(3, 0), ClaimId(4, 0), Verdict.SAME)
    size = linked.book.size()
    with pytest.raises(Conflict) as e:
        linked.judge(ClaimId(2, 0), ClaimId(4, 0), Verdict.NOT_SAME)
    assert e.value.code == "verdicts-contradict"
    assert linked.book.size() == size


@pytest.mark.parametrize("other", [ClaimId(99, 0), ClaimId(0, 0), ClaimId(3, 1)])
def test_a_verdict_is_about_claims_that_are_there(linked, other):
    with pytest.raises(NotFound) as e:
        linked.judge(ClaimId(2, 0), other, Verdict.SAME)
    assert e.value.code == "claim-missing"


def test_coordinates_found_later_reach_an_incident_of_one_claim(file_desk):
    """Nothing links to it, so only the incident's own facts tell that a run is due."""
    file_desk.take(row(0, lon=None, lat=None, radius_km=None))
    file_desk.link()
    assert file_desk.incidents()[0].lon is None
    file_desk.locate()
    assert file_desk.link() == 1
    (after,) = file_desk.incidents()
    assert after.lon is not None
    assert file_desk.link() == 0
    demand_remade(file_desk)


def test_tallies_never_become_incidents(linked):
    before = found(linked)
    linked.take_tallies("2031-03-10,kellan,violations,5,,,,,,,,Ferry Gazette,,2,3")
    assert linked.link() == 0
    assert found(linked) == before


def test_words_without_a_claim_become_no_incident(linked):
    linked.take_page("EXERCISE. A note.\n\nShots were heard near Tarn before noon.")
    assert linked.link() == 0


def test_the_same_story_under_three_names_is_one_origin(file_desk):
    file_desk.take(*(row(n, origin="Tarn Agency") for n in range(3)))
    file_desk.link()
    (incident,) = file_desk.incidents()
    assert (incident.sources, incident.origins) == (3, 1)


def test_the_range_of_the_dead_is_that_of_the_claims(file_desk):
    file_desk.take(row(0, killed=[1, 1, 2]), row(1, killed=[2, 2, 4]))
    file_desk.link()
    (incident,) = file_desk.incidents()
    assert incident.killed is not None
    assert incident.killed.low <= incident.killed.best <= incident.killed.high
    assert incident.killed.high <= 4


def test_an_incident_that_did_not_change_keeps_its_row(linked):
    with linked.book.reading() as connection:
        before = linking.history(connection, "i5")
    linked.take(row(7))
    assert linked.link() == 1
    with linked.book.reading() as connection:
        assert linking.history(connection, "i5") == before
        assert len(linking.history(connection, "i2")) == 2


def test_a_book_keeps_to_the_method_that_it_was_last_linked_by(file_desk):
    pytest.importorskip("lightgbm", reason="the extra link is not installed")
    file_desk.take(row(0), row(1), row(2), far(3))
    file_desk.link("forests")
    file_desk.judge(ClaimId(2, 0), ClaimId(3, 0), Verdict.NOT_SAME)
    assert [e.open["method"] for e in entries(file_desk, "linking")] == ["forests-1", "forests-1"]
    places = {m: i for i, members in found(file_desk).items() for m in members}
    assert places[2] != places[3]
    demand_remade(file_desk)


def test_a_new_book_begins_with_the_rule_of_weights(linked):
    assert [e.open["method"] for e in entries(linked, "linking")] == ["weights-1"]
