"""What can be found, on every engine alike: words in any spelling, phrases, filters, the past, pages, counts."""

from __future__ import annotations

import datetime as dt
import sqlite3
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from desk import AGREEMENT, LIFE, MEMBERS, Desk, row
from holdfire.agreement import repo as agreement
from holdfire.book import Book
from holdfire.db import migrate
from holdfire.db.engine import open_engine, write
from holdfire.db.schema import tables
from holdfire.errors import BadInput
from holdfire.record import repo as record
from holdfire.record.encoding import sha256_hex
from holdfire.search import index, repo
from holdfire.search.asking import asked, parse_cursor
from holdfire.search.model import CAP, Cursor

DAY = dt.date(2031, 3, 10)

TEXTS = [
    "EXERCISE. A shell fell on the market of Tarn.",
    "EXERCISE. The market fell silent; a shell was found.",
    "تمرين. سُمِعَ دويُّ قصفٍ مدفعيٍّ قرب سوق المدينة رقم ١٢",
    "تمرين. گزارش می‌شود که در کرمانشاه تیراندازی شد",
    "УЧЕНИЕ. Ещё один обстрел у рынка",
    "TATBİKAT. İlk atış sınırda duyuldu",
]


@pytest.fixture
def told(desk):
    desk.take(*(row(n, text=text) for n, text in enumerate(TEXTS)))
    return desk


def find(desk, words="", at=None, after=None, **more):
    limit = more.pop("limit", 20)
    with desk.book.reading() as connection:
        query = asked(agreement.current(connection, at).agreement, words, **more)
        return repo.find(connection, query, at, after, limit)


def numbers(desk, words="", **more):
    """Which of the texts are found, in their order."""
    return [int(h.thing) - 2 for h in find(desk, words, kind="report", **more).hits]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("market", [1, 0]),
        ("MARKET silent", [1]),
        ("shell fell", [0, 1]),
        ('"shell fell"', [0]),
        ('"fell shell"', []),
        ('"the market of"', [0]),
        ('"the market fell silent"', [1]),
        ('"market of" shell', [0]),
        ("“market of”", [0]),
        ("قصف", [2]),
        ("سمع دوي", [2]),
        ("سوق المدينه", [2]),
        ("12", [2]),
        ("١٢", [2]),
        ("كرمانشاه", [3]),
        ("می شود", [3]),
        ("میشود", [3]),
        ("مي\u200cشود", [3]),
        ("еще", [4]),
        ("ОБСТРЕЛ", [4]),
        ("ilk", [5]),
        ("sinirda", [5]),
        ("mark", []),
        ("nowhere", []),
    ],
)
def test_words_and_phrases_are_found_in_any_spelling(told_once, words, found):
    assert numbers(told_once, words) == found


@pytest.fixture(scope="module")
def told_once(tmp_path_factory):
    folder = tmp_path_factory.mktemp("told")
    made = Desk.open(str(folder / "test.book"), folder / "keys")
    made.take(*(row(n, text=text) for n, text in enumerate(TEXTS)))
    yield made
    made.book.engine.dispose()


ASKED = [
    {"words": "shelling"},
    {"words": "tarn"},
    {"words": "looked into"},
    {"words": "fired they"},
    {"words": '"they fired"'},
    {"words": "ferry gazette", "kind": "report"},
    {"words": "number", "kind": "report", "start": DAY, "to": DAY},
    {"kind": "incident"},
    {"kind": "incident", "status": "alleged"},
    {"kind": "incident", "status": "none"},
    {"status": "withdrawn"},
    {"kind": "case"},
    {"kind": "actor", "words": "team"},
    {"actor": "ridge-movement"},
    {"actor": "Shore Army"},
    {"place": "Tarn", "kind": "report"},
    {"place": "Middle Ridge"},
    {"box": "-31,30,-30,31"},
    {"box": "-30.03,30,-30.01,31", "kind": "report"},
    {"box": "170,-10,-29,40", "kind": "report"},
    {"start": DAY + dt.timedelta(1)},
    {"to": DAY, "words": "exercise"},
    {"start": dt.date.min, "to": dt.date.max, "kind": "report"},
]


def all_found(desk, at=None):
    return [find(desk, at=at, limit=100, **a) for a in ASKED]


@pytest.mark.postgres
def test_both_engines_find_the_same_in_the_same_order_at_every_size(lived_in, database):
    there = moved(lived_in, database())
    assert all_found(there) == all_found(lived_in)
    for at in range(2, lived_in.book.size(), 7):
        assert all_found(there, at) == all_found(lived_in, at)
    assert there.dump() == lived_in.dump()


def moved(desk, url):
    """Copy a book's kept tables to an empty database, and make the others there."""
    engine = open_engine(url)
    with desk.book.reading() as source, write(engine) as target:
        migrate.create(target)
        for table in tables(kept=True):
            rows = [dict(r._mapping) for r in source.execute(table.select())]
            if rows:
                target.execute(table.insert(), rows)
    engine.dispose()
    book = Book(url)
    book.rebuild()
    return replace(desk, book=book)


def test_every_sort_of_search_finds_something(lived_in):
    for a, found in zip(ASKED, all_found(lived_in), strict=True):
        assert found.hits, a
        assert found.total == len(found.hits)


def test_a_search_at_a_cut_off_shows_what_was_found_then(desk):
    seen = {}
    for act in LIFE[:16]:
        act(desk)
        seen[desk.book.size()] = all_found(desk)
    for size, then in seen.items():
        assert all_found(desk, size) == then
    desk.book.rebuild()
    assert all_found(desk) == seen[desk.book.size()]
    desk.book.check_tables()


def test_a_correction_takes_the_place_of_what_it_corrects(desk):
    desk.take(row(0, text="EXERCISE. Mortars on the bakery."), row(1))
    before = desk.book.size()
    desk.take(row(0, text="EXERCISE. Rockets on the bakery."))
    assert not find(desk, "mortars").hits
    (hit,) = find(desk, "bakery").hits
    assert (hit.thing, hit.entry) == ("2", before)
    (hit,) = find(desk, "mortars", before).hits
    assert hit.entry == 2


def test_one_thing_is_found_once_however_often_it_changed(desk):
    for act in LIFE:
        act(desk)
    for found in all_found(desk):
        things = [(h.kind, h.thing) for h in found.hits]
        assert len(things) == len(set(things))


def test_words_beside_each_other_come_first_and_then_the_newest(desk):
    desk.take(
        *(
            row(n, text=f"EXERCISE. {t}")
            for n, t in enumerate(["gun boat", "boat gun", "gun boat", "gun, a boat"])
        )
    )
    assert numbers(desk, "gun boat") == [2, 0, 3, 1]


@pytest.mark.parametrize("words", ["gun boat", "gun"])
def test_pages_follow_each_other_without_a_gap_or_a_thing_twice(desk, words):
    texts = ["gun boat", "boat gun", "gun and boat"]
    desk.take(*(row(n, text=f"EXERCISE. {texts[n % 3]}") for n in range(23)))
    whole = find(desk, words, limit=100)
    after, pages = None, []
    while True:
        page = find(desk, words, after=after, limit=4)
        assert page.total == 23
        pages += page.hits
        after = page.after
        if after is None:
            break
        assert parse_cursor(str(after)) == after
    assert tuple(pages) == whole.hits
    assert len(pages) == 23


def test_counts_are_exact_up_to_the_cap_and_then_said_to_be_more(desk, monkeypatch):
    monkeypatch.setattr(repo, "CAP", 5)
    desk.take(*(row(n, text="EXERCISE. Seven.") for n in range(5)))
    assert find(desk, "seven")[1:3] == (5, False)
    desk.take(row(6, text="EXERCISE. Seven."))
    assert find(desk, "seven")[1:3] == (5, True)
    assert CAP == 10_000


def test_blocks_hide_nothing(desk, monkeypatch):
    """Search goes through many blocks as through one."""
    monkeypatch.setattr(index, "BLOCK", 1)
    desk.take(*(row(n, text=f"EXERCISE. Rare{n % 5} gun boat") for n in range(30)))
    assert numbers(desk, "rare3", limit=100) == [28, 23, 18, 13, 8, 3]
    assert numbers(desk, "gun boat", limit=100) == list(range(29, -1, -1))
    assert find(desk, "boat gun", limit=7).total == 30


def test_blocks_cover_all_from_the_newest_on():
    for last in range(70):
        runs = list(index._newest_first(last))
        assert [n for run in runs for n in reversed(run)] == list(range(last, -1, -1))
        assert all(len(b) <= 2 * len(a) for a, b in pairwise(runs))


def test_a_thing_found_shows_its_own_words_with_those_looked_for_marked(told_once):
    (hit,) = find(told_once, "قصف مدفعي 12").hits
    marked = [text for text, found in hit.lines[0] if found]
    assert marked == ["قصفٍ", "مدفعيٍّ", "١٢"]
    assert "".join(text for text, _ in hit.lines[0]) == TEXTS[2]
    (hit,) = find(told_once, '"shell fell"').hits
    assert [text for text, found in hit.lines[0] if found] == ["shell", "fell"]


def test_a_long_text_is_cut_around_its_words(desk):
    desk.take(row(0, text=f"EXERCISE. {'before ' * 300} the needle, {'after ' * 300}"))
    (hit,) = find(desk, "needle").hits
    shown = "".join(text for text, _ in hit.lines[0])
    assert "needle" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) < 500


HOSTILE = [
    "\"'); DROP TABLE searched; --",
    "' OR 1=1 --",
    'NEAR(a b, 5) AND NOT "c" OR *',
    "a* ^b -c +d {e f}: (g)",
    "& | ! <-> <2> 'x':*A",
    "\\ \\' \\0 %s %(x)s :terms $1 ?",
    '"',
    '""""""',
    "\x00\x01a\x00",
    "\u200c\u200d\u200e",
    "#k:report #b:0",
    "%_%",
    "💥 a\u0301\u0327",
    "x" * 100_000,
    '" ' * 50_000,
    "or and not near",
    "\ud800",
]


def tried(desk, words, more):
    try:
        find(desk, words, **more)
    except BadInput as e:
        return e.code
    return "found"


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_query_finds_something_or_nothing_or_is_refused(told, words):
    for more in ({}, {"place": words}, {"actor": words}):
        assert tried(told, words, more) in ("found", "query-wordless", "query-too-long")
        assert tried(told, "market", more) == "found"
    assert numbers(told, "market") == [1, 0]
    told.book.check_tables()


@pytest.mark.parametrize(
    "text", ["1,2,3", "a,b,c,d", "nan,0,1,1", "0,1,0,0", "-181,0,0,0", "0,0,0,91", "inf,0,0,0", ",,,"]
)
def test_a_box_that_is_none_is_refused(told_once, text):
    with pytest.raises(BadInput) as e:
        find(told_once, box=text)
    assert e.value.code == "box-malformed"


@pytest.mark.parametrize("text", ["x", "1", "2.5", "0.-1", "0.99999999999999999999", "0.٣", "0.1.2"])
def test_a_cursor_that_is_none_is_refused(text):
    with pytest.raises(BadInput) as e:
        parse_cursor(text)
    assert e.value.code == "cursor-malformed"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({}, "search-empty"),
        ({"words": "  "}, "search-empty"),
        ({"kind": "tally"}, "search-choice"),
        ({"status": "guilty"}, "search-choice"),
        ({"start": DAY, "to": DAY - dt.timedelta(1)}, "days-reversed"),
    ],
)
def test_what_cannot_be_looked_for_is_refused(told_once, more, code):
    with pytest.raises(BadInput) as e:
        find(told_once, **more)
    assert e.value.code == code


def test_a_larger_actor_stands_also_for_those_that_belong_to_it(told_once):
    with told_once.book.reading() as connection:
        stands = agreement.current(connection).agreement
    inside = next((a, s.of) for a in stands.actors for s in a.memberships)
    small, large = inside[0].id, inside[1]
    told = asked(stands, actor=large).actors
    assert asked(stands, actor=small).actors < told


def test_every_word_of_an_act_can_be_found(desk):
    desk.take(row(0), row(1))
    desk.link()
    case = desk.allege(desk.incidents()[0].id)
    desk.act("notice", "isles-envoy", case, to="dorvia")
    desk.act("reply", "ridge-movement", case, answer="denied", words="Nobody of ours was at Saltern.")
    (hit,) = find(desk, '"ours was at Saltern"').hits
    assert (hit.kind, hit.thing) == ("case", case)
    assert [h.thing for h in find(desk, kind="incident", status="alleged").hits]
    for member in MEMBERS:
        desk.assess(case, member)
    desk.determine(case)
    assert not find(desk, kind="incident", status="alleged").hits
    assert [h.kind for h in find(desk, status="violation").hits] == ["incident", "case"]


def test_no_words_of_an_erased_report_are_left_in_the_index(file_desk):
    said = "EXERCISE. A person said: Quixotic zephyrs."
    file_desk.take(row(0, text=said), row(1))
    (hit,) = find(file_desk, "zephyrs").hits
    with sqlite3.connect(file_desk.book.url) as file:
        file.execute("DELETE FROM disclosure WHERE idx = ?", (hit.entry,))
        file.execute("DELETE FROM file")
    file.close()
    restore_agreement(file_desk)
    file_desk.book.rebuild()
    assert not find(file_desk, "zephyrs").hits
    assert not find(file_desk, "quixotic").hits
    with file_desk.book.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    content = Path(file_desk.book.url).read_bytes().lower()
    assert b"zephyr" not in content
    assert b"quixotic" not in content


def restore_agreement(desk):
    with write(desk.book.engine) as connection:
        record.put_files(connection, {sha256_hex(AGREEMENT): AGREEMENT})


def test_erased_values_leave_their_report_to_be_found_by_nothing_but_its_kind(file_desk):
    file_desk.take(row(0), row(1))
    with sqlite3.connect(file_desk.book.url) as file:
        file.execute("DELETE FROM disclosure WHERE idx = 2")
    file.close()
    file_desk.book.rebuild()
    assert [h.entry for h in find(file_desk, kind="report").hits] == [3, 2]
    assert [h.entry for h in find(file_desk, "shelling").hits] == [3]


def test_a_cursor_is_read_as_it_was_written():
    assert parse_cursor(str(Cursor(1, 17))) == Cursor(1, 17)
    assert parse_cursor("") is None
