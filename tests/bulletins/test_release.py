"""A publication goes out when two actors have signed: who made it, and another."""

from __future__ import annotations

import pytest

from holdfire.bulletins import release
from holdfire.errors import Conflict, NotFound, Refused
from holdfire.record.kinds import Draft


@pytest.fixture
def published(desk):
    desk.publish()
    (entry,) = desk.publications()
    return desk, entry


def signed(desk, at=None):
    with desk.book.reading() as connection:
        return dict(release.signers(connection, at))


def test_whoever_makes_it_has_signed_it_and_alone_does_not_let_it_out(published):
    desk, entry = published
    assert signed(desk) == {entry: ("isles-envoy",)}
    assert not release.out(signed(desk)[entry])
    with pytest.raises(Refused, match="release-same"):
        desk.release(entry, "isles-envoy")


def test_a_second_actor_lets_it_out_from_then_on(published):
    desk, entry = published
    size = desk.book.size()
    desk.release(entry, "dorvia")
    assert signed(desk) == {entry: ("isles-envoy", "dorvia")}
    assert release.out(signed(desk)[entry])
    assert not release.out(signed(desk, size)[entry])
    with pytest.raises(Conflict, match="release-done"):
        desk.release(entry, "kellan")
    desk.book.rebuild()
    assert signed(desk) == {entry: ("isles-envoy", "dorvia")}
    desk.book.check_tables()


def test_the_same_actor_twice_is_one_whatever_it_enters(published):
    desk, entry = published
    desk.book.submit(lambda _c: [Draft("publication-release", refs=(entry,))], desk.members["isles-envoy"])
    assert not release.out(signed(desk)[entry])


def test_two_keys_on_one_entry_are_two(published):
    desk, entry = published
    both = (desk.members["kellan"], desk.members["dorvia"])
    desk.book.submit(lambda _c: [Draft("publication-release", refs=(entry,))], *both)
    assert signed(desk)[entry] == ("isles-envoy", "dorvia", "kellan")


def test_what_is_no_publication_is_not_released(published):
    desk, entry = published
    with pytest.raises(NotFound, match="bulletin-missing"):
        desk.release(entry - 1)
    desk.book.submit(lambda _c: [Draft("publication-release", refs=(entry - 1,))], desk.members["kellan"])
    assert set(signed(desk)) == {entry}


def test_an_intake_releases_no_publication(published):
    desk, entry = published
    with pytest.raises(Refused, match="key-role"):
        desk.book.submit(lambda _c: [Draft("publication-release", refs=(entry,))], desk.intake_key)
