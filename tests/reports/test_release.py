"""Words are opened by the intake that received them, once, and by nobody else."""

from __future__ import annotations

import pytest

from desk import row
from holdfire.agreement import ground
from holdfire.errors import Conflict, NotFound, Refused
from holdfire.record.keys import Role, new_key
from holdfire.record.kinds import Draft
from holdfire.reports import release


@pytest.fixture
def told(desk):
    desk.take(row(0), row(1))
    return desk


def read(desk, intake="", at=None):
    with desk.book.reading() as connection:
        return sorted(release.readable(connection, (2, 3, 99), intake, at))


def test_an_intake_reads_what_it_received_and_others_what_was_released(told):
    assert (read(told), read(told, "field-team"), read(told, "intake")) == ([], [], [2, 3])
    told.open_words(2)
    assert (read(told), read(told, "field-team"), read(told, "intake")) == ([2], [2], [2, 3])
    told.book.rebuild()
    assert read(told) == [2]
    told.book.check_tables()


def test_before_its_entry_nothing_was_released(told):
    size = told.book.size()
    told.open_words(2)
    assert read(told, at=size) == []
    assert read(told, at=size + 1) == [2]


def test_words_are_released_once_and_only_where_there_are_any(told):
    told.open_words(2)
    with pytest.raises(Conflict, match="release-done"):
        told.open_words(3, 2)
    with pytest.raises(NotFound, match="report-missing"):
        told.open_words(1)
    assert read(told) == [2]


def other(desk):
    """Register the key of another intake."""
    key = new_key(Role.INTAKE, "field-team")
    desk.book.submit(lambda _c: [ground.add_keys([key.public])], desk.log_key)
    return key


def test_another_intake_is_refused_and_its_entry_would_open_nothing(told):
    key = other(told)
    with pytest.raises(Refused, match="release-foreign"):
        told.book.submit(lambda c: [release.release(c, (2,), "field-team", "")], key)
    told.book.submit(lambda _c: [Draft("words-release", refs=(2, 1))], key)
    assert read(told) == []
    told.book.rebuild()
    assert read(told) == []


def test_a_member_signs_no_release_of_words(told):
    with pytest.raises(Refused, match="key-role"):
        told.book.submit(lambda _c: [Draft("words-release", refs=(2,))], told.members["kellan"])
