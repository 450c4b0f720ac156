"""A flash notice: what was reported and is not known, no sooner and no finer than the agreement allows."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from click.testing import CliRunner

from desk import MEMBERS, row
from holdfire.bulletins import render
from holdfire.bulletins import repo as bulletins
from holdfire.bulletins.as_pdf import pictures
from holdfire.bulletins.flash import document
from holdfire.bulletins.gather_flash import gather
from holdfire.bulletins.short import length
from holdfire.bulletins.subject import Matter
from holdfire.casework import repo as casework
from holdfire.cli.bulletins import bulletin, publish, reproduced
from holdfire.errors import BadInput, NotFound, Refused

DELAY = dt.timedelta(days=2)


def gathered(desk, wanted, **more):
    with desk.book.reading() as connection:
        return gather(connection, Matter(wanted), **more)


def raised(desk):
    """An alert at Tarn, about which two were called."""
    entry = desk.act(
        "alert", "ridge-movement", place="Tarn", type="A1", accused="shore-army", words="From the mill."
    )
    alert = casework.alert_id(entry)
    desk.act("call", "dorvia", alert, to="kellan", channel="Liaison line", answered=True)
    desk.act("call", "dorvia", alert, to="shore-army", channel="Radio", answered=False)
    return alert


def later(desk, time=DELAY):
    desk.book.clock.at += time
    desk.act("roster", "kellan")


def test_before_the_delay_is_over_it_is_refused_and_says_from_when(file_desk):
    alert = raised(file_desk)
    size = file_desk.book.size()
    for wanted in (gathered, lambda d, a: publish(d.book, Matter(a), None, d.members["isles-envoy"])):
        with pytest.raises(Refused) as e:
            wanted(file_desk, alert)
        assert e.value.code == "flash-too-early"
        assert "2031-03-22" in e.value.message
        assert "--to-members" in e.value.hint
    assert file_desk.book.size() == size


def test_the_delay_runs_from_when_firing_was_last_told_of(file_desk):
    alert = raised(file_desk)
    later(file_desk, DELAY - dt.timedelta(hours=1))
    file_desk.act("firing", "field-team", alert, state="goes on", words="Still.")
    later(file_desk, dt.timedelta(hours=2))
    with pytest.raises(Refused):
        gathered(file_desk, alert)
    later(file_desk)
    assert gathered(file_desk, alert).id == alert


def test_to_members_it_goes_at_once_is_marked_and_is_no_publication(file_desk, tmp_path):
    alert = raised(file_desk)
    size = file_desk.book.size()
    out = tmp_path / "out"
    words = [
        file_desk.book.url,
        "--flash",
        alert,
        "--to-members",
        "--out",
        str(out),
        "--format",
        "html,sms,txt",
    ]
    done = CliRunner().invoke(bulletin, words)
    assert done.exit_code == 0, done.output
    assert file_desk.book.size() == size
    names = sorted(p.name for p in out.iterdir())
    assert all(f"flash-{alert}-at-{size}-members-only" in name for name in names)
    for path in out.iterdir():
        assert "members only" in path.read_text().lower()
    assert (
        (out / f"flash-{alert}-at-{size}-members-only.sms.txt")
        .read_text()
        .startswith("EXERCISE. FOR MEMBERS ONLY. Flash")
    )
    with file_desk.book.reading() as connection:
        assert bulletins.publications(connection, of=alert) == []


def test_it_says_what_is_not_known_and_nothing_in_others_words(file_desk):
    found = gathered(file_desk, raised(file_desk), to_members=True)
    assert {str(u) for u in found.unknown} == {
        "in which area", "whether anybody was hurt", "whether firing goes on",
    }  # fmt: skip
    text = render.set_as("txt", found).decode()
    assert "no finding" in text
    assert "Kellan: answered; Shore Army: no answer" in text
    assert "From the mill" not in text
    assert "Tarn" not in text


def test_an_alerts_area_is_that_of_the_reports_of_its_place(file_desk):
    file_desk.take(row(0))
    file_desk.link()
    found = gathered(file_desk, raised(file_desk), to_members=True)
    assert str(found.where) == "Middle Ridge"
    assert "in which area" not in {str(u) for u in found.unknown}


@pytest.mark.parametrize("accused", ["unknown", "shore-army"])
def test_who_fires_is_not_known_unless_the_alert_says_so(file_desk, accused):
    entry = file_desk.act("alert", "ridge-movement", place="Tarn", type="A1", accused=accused, words="Shots.")
    found = gathered(file_desk, casework.alert_id(entry), to_members=True)
    assert ("who fires" in {str(u) for u in found.unknown}) is (accused == "unknown")


def test_an_incident_is_told_as_reported_whatever_its_cases_say(file_desk):
    file_desk.take(row(0), row(1))
    file_desk.link()
    incident = file_desk.incidents()[0].id
    case = file_desk.allege(incident)
    for member in MEMBERS:
        file_desk.assess(case, member)
    file_desk.determine(case)
    found = gathered(file_desk, incident)
    assert str(found.stands) == "reported by two or more origins"
    assert found.cases == (case,)
    assert {str(u) for u in found.unknown} == {"who did it"}
    made = json.loads(render.set_as("geojson", found))
    (feature,) = made["features"]
    assert feature["properties"]["within_km"] > 3.5
    assert "Tarn" not in render.html(found).decode()


def test_it_fits_three_messages_and_one_page(file_desk):
    file_desk.take(row(0))
    file_desk.link()
    for wanted in (raised(file_desk), file_desk.incidents()[0].id):
        found = gathered(file_desk, wanted, to_members=True)
        assert length(render.set_as("sms", found).decode().strip()).messages <= 3
        assert len(pictures(document(found))) == 1


def test_a_published_notice_comes_out_again_in_every_format(file_desk):
    alert = raised(file_desk)
    later(file_desk)
    publish(
        file_desk.book, Matter(alert), None, file_desk.members["isles-envoy"], tuple(render.FORMATS), "ar"
    )
    file_desk.act("firing", "field-team", alert, state="stopped", words="Quiet.")
    file_desk.book.rebuild()
    (line,) = reproduced(file_desk.book, Matter(alert), None)
    assert "the same bytes again" in line
    assert "other bytes" not in line
    with file_desk.book.reading() as connection:
        (p,) = bulletins.publications(connection, of=alert)
    assert (p.sort, p.day, p.corrects) == ("flash", "2031-03-20", None)


@pytest.mark.parametrize("wanted", ["a999", "i999", "c1", "x"])
def test_what_is_neither_alert_nor_incident_is_not_found(file_desk, wanted):
    with pytest.raises(NotFound) as e:
        gathered(file_desk, wanted)
    assert e.value.code == "matter-missing"


@pytest.mark.parametrize(
    "words",
    [(), ("--date", "2031-03-10", "--week", "2031-W11"), ("--date", "2031-03-10", "--to-members")],
    ids=["nothing", "two", "a day to members"],
)
def test_a_publication_is_of_one_thing(tmp_path, words):
    done = CliRunner().invoke(bulletin, [str(tmp_path / "a.book"), *words])
    assert isinstance(done.exception, BadInput)
    assert done.exception.code == "bulletin-unclear"
