"""An act told in words: all that it says, also what it says by leaving a field as it is, and nothing that is gone."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing

from desk import row
from holdfire.casework import repo
from holdfire.casework.words import said_in, told, whole


def say_all(done, **more):
    return {str(label): str(words) for label, words in told(done.kind, said_in(done), **more)}


def replied(desk):
    desk.take(row(1))
    desk.link()
    case = desk.allege(desk.incidents()[0].id)
    desk.act("notice", "isles-envoy", case, to="ridge-movement")
    return desk.act("reply", "ridge-movement", case, answer="denied", words="Not us.")


def test_the_usual_answer_is_told_like_any_other(file_desk):
    entry = replied(file_desk)
    with file_desk.book.reading() as connection:
        done = repo.act_at(connection, entry)
    assert say_all(done) == {"answer": "denied", "in words": "Not us."}


def test_who_signs_is_shown_the_usual_answer():
    assert [str(words) for _, words in told("reply", whole("reply", {}))] == ["denied"]
    assert [str(words) for _, words in told("access", whole("access", {"words": "No."}))] == ["denied", "No."]


def test_an_answer_that_is_not_held_here_is_not_made_up(file_desk):
    entry = replied(file_desk)
    with closing(sqlite3.connect(file_desk.book.url)) as book, book:
        book.execute("DELETE FROM disclosure WHERE idx = ?", (entry,))
    file_desk.book.rebuild()
    with file_desk.book.reading() as connection:
        done = repo.act_at(connection, entry)
    assert done.absent
    assert say_all(done) == {}


def test_instants_and_names_are_set_as_the_reader_wants_them(file_desk):
    now = file_desk.book.clock()
    shifts = [{"start": now, "end": now + 10**9, "function": "Duty officer"}]
    entry = file_desk.act("roster", "kellan", shifts=shifts)
    with file_desk.book.reading() as connection:
        done = repo.act_at(connection, entry)
    day = dt.date(2031, 3, 20)
    assert "until: 2031-03-20" in say_all(done, when=lambda _: day)["shifts"]
