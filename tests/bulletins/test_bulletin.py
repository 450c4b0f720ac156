"""Bulletins: every figure by itself, the same bytes again, and no harm from others' words."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from html.parser import HTMLParser

import pytest

from desk import AGREEMENT, DAY, MEMBERS, Desk, row
from holdfire.bulletins import render
from holdfire.bulletins import repo as bulletins
from holdfire.bulletins.gather import gather, status_of
from holdfire.cli.bulletins import reproduced
from holdfire.errors import BadInput, Broken, NotFound
from holdfire.linking.model import Verdict
from holdfire.record.encoding import sha256_hex
from holdfire.reports import repo as reports


def made(book, day, at=None):
    with book.reading() as connection:
        found = gather(connection, dt.date.fromisoformat(day) if isinstance(day, str) else day, at)
    return (
        found,
        render.html(found).decode(),
        list(csv.DictReader(io.StringIO(render.table(found).decode(), newline=""))),
    )


class Page(HTMLParser):
    """What a browser makes of a page: its tags, addresses and words."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.links, self.words, self.attributes, self.cells = [], [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        self.links += [v for name, v in attrs if name in ("href", "src", "action")]

    def handle_data(self, data):
        self.words.append(data)
        if self.tags[-1:] in (["td"], ["strong"]):
            self.cells.append(data.strip())

    @property
    def text(self):
        return re.sub(r"\s+", " ", " ".join(self.words))


def everything_in(desk):
    desk.live()
    desk.take_tallies(
        "2031-03-10,dorvia,violations,4,,,,,,,,Ferry Gazette,,1,3",
        "2031-03-10,isles-envoy,patrols,7,,,,,,,,Ferry Gazette,,7,0",
    )
    return desk


def test_the_same_cut_off_gives_the_same_bytes_after_more_came_in(desk):
    everything_in(desk)
    size = desk.book.size()
    then = desk.publish(at=size)
    desk.take(row(40), row(41), row(0, text="EXERCISE. Corrected again.", killed=[5, 5, 5]))
    desk.link()
    desk.take_tallies("2031-03-10,kellan,violations,50,,,,,,,,Ferry Gazette,,20,30")
    desk.judge(*desk.claims()[:2], Verdict.NOT_SAME)
    for member in MEMBERS:
        desk.assess(desk.cases[0], member, happened="no" if member == "dorvia" else "yes")
    desk.determine(desk.cases[0])
    again, html, _ = made(desk.book, DAY, size)
    assert html.encode() == then[0]
    assert render.table(again) == then[1]
    assert made(desk.book, DAY)[1].encode() != then[0]
    assert len(reproduced(desk.book, DAY, None)) == 3
    desk.book.rebuild()
    assert made(desk.book, DAY, size)[1].encode() == then[0]


def test_a_bulletin_that_does_not_come_out_again_is_named(file_desk):
    everything_in(file_desk)
    with file_desk.book.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE tally SET total = total + 1")
    with pytest.raises(Broken) as e:
        reproduced(file_desk.book, DAY, None)
    assert e.value.code == "bulletin-differs"
    with pytest.raises(NotFound) as missing:
        reproduced(file_desk.book, dt.date(2031, 1, 1), None)
    assert missing.value.code == "bulletin-missing"


def test_a_published_bulletin_is_an_entry_and_its_files_are_kept(lived_in):
    from holdfire.record import repo

    with lived_in.book.reading() as connection:
        for p in bulletins.publications(connection):
            for name in (p.html, p.csv):
                assert sha256_hex(repo.get_file(connection, name)) == name
            assert p.size <= p.entry


@pytest.mark.parametrize("at", [0, -1, 10_000])
def test_a_cut_off_that_the_log_never_had_is_refused(lived_in, at):
    with pytest.raises(BadInput) as e:
        made(lived_in.book, DAY, at)
    assert e.value.code == "size-wrong"


def test_every_figure_has_unit_status_cut_off_coverage_and_method(file_desk):
    everything_in(file_desk)
    _, _, rows = made(file_desk.book, DAY)
    assert len(rows) > 8
    for r in rows:
        assert all(
            r[name] for name in ("section", "item", "status", "unit", "value", "cutoff", "coverage", "method")
        ), r
        assert r["day"] == "2031-03-10"


def test_no_row_is_a_sum_over_statuses_units_or_sides(file_desk):
    everything_in(file_desk)
    file_desk.take(
        row(45, start="2031-03-10T20:00:00-02:00", end=None, lon=-29.6, lat=29.9, place="Havel Quay")
    )
    file_desk.link()
    found, html, rows = made(file_desk.book, DAY)
    assert len(found.by_status) > 1
    mine = [r for r in rows if r["section"] == "incidents"]
    assert sorted((r["status"], int(r["value"])) for r in mine) == sorted(
        (str(words), n) for words, n in found.by_status
    )
    for r in rows:
        if r["section"] in ("incidents", "allegations", "replies", "positions", "determinations"):
            assert int(r["value"]) == len(r["entries"].split())
    totals = {int(r["value"]) for r in rows if r["section"] == "published count" and not r["area"]}
    assert totals == {5, 4, 7}
    cells = Page(html).cells
    for mixed in (5 + 4, 5 + 7, 4 + 7, 5 + 4 + 7, len(found.incidents)):
        if mixed not in (0, 1, 2, 3, 4, 5, 7):
            assert str(mixed) not in cells


def test_areas_and_what_was_not_broken_down_add_up_to_the_total(file_desk, syria_book):
    everything_in(file_desk)
    books = [(file_desk.book, DAY), *((syria_book, dt.date.fromisoformat(d)) for d in days(syria_book))]
    for book, day in books:
        for c in made(book, day)[0].counts:
            assert sum(c.by_area.values()) + c.not_broken_down == c.total or any(
                "more than" in str(w) for w in c.warnings
            )


def test_two_columns_of_one_area_are_added_and_not_lost(file_desk):
    file_desk.take_tallies("2031-03-10,kellan,violations,5,,,,,,,,Ferry Gazette,,2,3", areas="Nor,north")
    (count,) = made(file_desk.book, DAY)[0].counts
    assert (dict(count.by_area), count.not_broken_down) == ({"north": 5}, 0)


def days(book):
    with book.reading() as connection:
        return sorted({t.day for _, t in reports.tallies(connection)})


SYRIA = [
    ("2017-01-04", "one count covers two sides", "the combined count"),
    ("2017-01-22", "was not broken down", "the partial breakdown"),
    ("2017-02-25", "the headline says 15", "the headline that differs"),
    ("2017-01-12", "gave no verdict on this count", "the verdict in one direction"),
]


@pytest.mark.parametrize(("day", "words", "trap"), SYRIA, ids=[s[2] for s in SYRIA])
def test_the_traps_of_the_published_counts_come_out_as_warnings(syria_book, day, words, trap):
    found, html, rows = made(syria_book, day)
    assert any(words in str(w) for c in found.counts for w in c.warnings)
    assert words in Page(html).text
    assert any(words in r["note"] for r in rows)


def test_no_count_of_syria_is_lost_and_none_becomes_an_incident(syria_book):
    for day in days(syria_book):
        found, _, _ = made(syria_book, day)
        assert found.counts
    with syria_book.reading() as connection:
        assert len(reports.tallies(connection)) == 25
        tallied = {entry for entry, _ in reports.tallies(connection)}
    for day in days(syria_book):
        assert not tallied & {e for i in made(syria_book, day)[0].incidents for e in i.reports}


def test_real_incidents_stop_at_what_was_reported(syria_book):
    for day in days(syria_book):
        found, html, _ = made(syria_book, day)
        assert not found.pairs
        assert not found.alerts
        assert all(str(status).startswith("reported by") for status, _ in found.by_status)
        assert "EXERCISE" not in html


def test_a_bulletin_of_the_exercise_says_so_first(exercise_book):
    for day in days(exercise_book):
        page = Page(made(exercise_book, day)[1])
        before = page.text.index("EXERCISE. Everything here is invented")
        assert before < page.text.index("What each side published")


def test_zero_and_no_figure_look_different(file_desk):
    file_desk.take_tallies("2031-03-10,kellan,violations,2,,,dorvia,0,,,,Ferry Gazette,,0,")
    found, html, rows = made(file_desk.book, DAY)
    assert found.counts[0].by_area == {"north": 0}
    assert '<td class="n">0</td>' in html
    assert [(r["area"], r["value"]) for r in rows if r["area"]] == [("North Shore", "0")]
    assert [r["status"] for r in rows if r["section"] == "answer to a count"] == ["confirmed by Dorvia"]


def test_a_day_without_counts_or_reports_does_not_say_zero(file_desk):
    _, html, rows = made(file_desk.book, "2031-03-05")
    assert rows == []
    text = Page(html).text
    assert "That is not a count of zero" in text
    assert "That does not mean that nothing happened" in text
    assert not re.search(r"\b0 incidents\b", text)


def at_tarn(desk, now, **more):
    desk.take(row(0, **more))
    desk.book.clock.at = now
    desk.link()


def test_what_is_younger_than_the_agreed_delay_is_withheld_and_counted(file_desk):
    assert b"delay: P2D" in AGREEMENT
    end = dt.datetime(2031, 3, 24, 8, 20, tzinfo=dt.UTC)
    file_desk.book.clock.at = end
    when = {"start": "2031-03-24T06:00:00-02:00", "end": "2031-03-24T06:20:00-02:00"}
    at_tarn(file_desk, end + dt.timedelta(days=2) - dt.timedelta(minutes=1), **when)
    found, html, rows = made(file_desk.book, "2031-03-24")
    assert (found.incidents, found.withheld) == ((), 1)
    assert "Withheld until the agreed delay is over: 1" in Page(html).text
    assert [(r["status"], r["value"]) for r in rows] == [("withheld", "1")]
    assert "Tarn" not in html
    file_desk.book.clock.at = end + dt.timedelta(days=2, minutes=1)
    file_desk.take(row(50, start="2031-03-26T09:00:00-02:00", end=None))
    assert len(made(file_desk.book, "2031-03-24")[0].incidents) == 1


@pytest.mark.parametrize(
    ("radius", "shown"), [(0.3, False), (4.9, False), (5, True), (20, True), (None, False)]
)
def test_a_place_is_named_only_as_exactly_as_the_agreement_allows(file_desk, radius, shown):
    assert b"precision_km: 5" in AGREEMENT
    at_tarn(file_desk, dt.datetime(2031, 3, 20, tzinfo=dt.UTC), place="Little Tarn", radius_km=radius)
    found, html, _ = made(file_desk.book, DAY)
    assert (found.incidents[0].place == "Little Tarn") is shown
    assert ("Little Tarn" in html) is shown
    assert found.incidents[0].area == "middle"


def test_an_incident_belongs_to_the_day_on_which_it_began_in_the_mechanisms_zone(file_desk):
    file_desk.take(
        row(0, start="2031-03-10T23:50:00-02:00", end="2031-03-11T00:10:00-02:00"),
        row(1, start="2031-03-11T01:30:00+00:00", end="2031-03-11T01:40:00+00:00", lon=-29.6, lat=29.9),
    )
    file_desk.link()
    assert len(made(file_desk.book, DAY)[0].incidents) == 2
    assert made(file_desk.book, "2031-03-11")[0].incidents == ()


def test_an_incident_without_a_case_is_reported_and_no_more(file_desk):
    file_desk.take(row(0), row(1), row(2, lon=-29.6, lat=29.9, place="Havel Quay"))
    file_desk.link()
    two, one = sorted(file_desk.incidents(), key=lambda i: -i.origins)
    assert str(status_of(two, [])) == "reported by two or more origins"
    assert str(status_of(one, [])) == "reported by one origin"


def test_findings_stand_with_their_dissents(file_desk):
    file_desk.take(row(0), row(1))
    file_desk.link()
    case = file_desk.allege(file_desk.incidents()[0].id)
    for member in MEMBERS:
        file_desk.assess(case, member, accused="no" if member == "dorvia" else "yes")
    file_desk.determine(case)
    _, html, rows = made(file_desk.book, DAY)
    outcomes = {r["status"] for r in rows if r["section"] == "determinations" and r["value"] == "1"}
    assert outcomes == {str(file_desk.brief(case).status)}
    assert "dissent of Dorvia" in Page(html).text
    assert "dorvia looked into it" in Page(html).text
    assert {r["unit"] for r in rows if r["section"] == "determinations"} == {"allegations"}


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}{% for x in y %}",
    "%(told)s %s %d %",
    "</style></table>",
    "\u202eevil\u202c",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_others_words_are_set_as_words(file_desk, words):
    cell = '"' + words.replace('"', '""') + '"'
    line = f"2031-03-10,{cell},{cell},4,9,{cell},{cell},1,1,1,{cell},{cell},{cell},1,1"
    assert file_desk.take_tallies(line).tallies == 1
    at_tarn(
        file_desk,
        dt.datetime(2031, 3, 20, tzinfo=dt.UTC),
        source=words,
        place=words,
        within=words,
        radius_km=9,
        types=["A2"],
    )
    case = file_desk.allege(file_desk.incidents()[0].id)
    for member in MEMBERS:
        file_desk.assess(case, member, accused="no" if member == "dorvia" else "yes")
    file_desk.determine(case)
    _, html, rows = made(file_desk.book, DAY)
    page = Page(html)
    assert not {"script", "img", "iframe", "object", "form", "link", "base"} & set(page.tags)
    assert not [a for a in page.attributes if a.startswith("on")]
    assert page.tags.count("style") == 1
    assert re.sub(r"\s+", " ", words) in page.text
    assert any(words in r["status"] for r in rows)


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", " javascript:alert(1)", "JaVaScRiPt:x", "//evil.example/x"],
)
def test_only_web_addresses_become_links(file_desk, url):
    file_desk.take_tallies(f"2031-03-10,kellan,violations,4,,,,,,,,Ferry Gazette,{url},1,1")
    assert Page(made(file_desk.book, DAY)[1]).links == []


def test_a_web_address_becomes_a_link(file_desk):
    file_desk.take_tallies(
        "2031-03-10,kellan,violations,4,,,,,,,,Ferry Gazette,https://example.org/a?b=c&d=e,1,1"
    )
    assert Page(made(file_desk.book, DAY)[1]).links == ["https://example.org/a?b=c&d=e"]


FORMULAS = ["=HYPERLINK(1)", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0"]


@pytest.mark.parametrize("words", FORMULAS)
def test_no_cell_of_the_table_runs_as_a_formula(file_desk, words):
    cell = '"' + words + '"'
    file_desk.take_tallies(f"2031-03-10,{cell},{cell},4,,{cell},{cell},1,1,1,{cell},{cell},,1,1")
    file_desk.take_tallies("2031-03-10,kellan,violations,5,,,,,,,,Ferry Gazette,,2", areas=cell)
    at_tarn(file_desk, dt.datetime(2031, 3, 20, tzinfo=dt.UTC), source=words)
    _, _, rows = made(file_desk.book, DAY)
    assert len(rows) > 5
    for r in rows:
        for name, value in r.items():
            assert not value.startswith(("=", "+", "-", "@", "\t", "\r", "\n")), (name, value)
    assert any(words.strip() in r["item"] for r in rows)


def test_a_page_needs_no_network(syria_book):
    for day in days(syria_book)[:3]:
        html = made(syria_book, day)[1]
        assert not {"script", "link", "img", "iframe"} & set(Page(html).tags)
        assert "url(" not in html
        assert "@import" not in html


def test_a_desk_can_publish_twice_and_the_second_says_so(tmp_path):
    desk = Desk.open(str(tmp_path / "test.book"), tmp_path / "keys")
    desk.take(row(0))
    desk.link()
    desk.publish()
    desk.publish()
    with desk.book.reading() as connection:
        one, two = bulletins.publications(connection, of=DAY.isoformat())
    assert one.size > two.size


def test_a_bulletin_names_the_entries_that_its_figures_come_from(file_desk):
    file_desk.take(row(0), row(1))
    file_desk.link()
    before = file_desk.book.size()
    file_desk.take(row(0, killed=[3, 3, 3]))
    file_desk.link()
    assert [i.reports for i in made(file_desk.book, DAY, before)[0].incidents] == [(2, 3)]
    assert [i.reports for i in made(file_desk.book, DAY)[0].incidents] == [(6, 3)]
