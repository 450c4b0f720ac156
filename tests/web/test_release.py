"""What is let out: publications to the public by two actors, a report's words to every member by its intake."""

import re

import pytest

from holdfire.accounts.model import Role
from holdfire.web.app import create
from people import Watch, browser, enrol, token

PUBLIC = ("reader", "ridge-duty", "")


@pytest.fixture
def desk(copied):
    """The small book with accounts: one of its two publications is released, and two of its reports."""
    copied.book.clock = Watch()
    enrol(copied.book, "reader", Role.PUBLIC, "kellan")
    enrol(copied.book, "ridge-duty", Role.PARTY, "ridge-movement")
    enrol(copied.book, "kellan-desk", Role.LIAISON, "kellan")
    enrol(copied.book, "intake-care", Role.PROTECTION, "intake")
    return copied


@pytest.fixture
def who(desk):
    app = create({"exercise": desk.book})
    return lambda name: browser(app, token(desk.book, name) if name else "")


def listed(client):
    return sorted(
        {
            int(n)
            for n in re.findall(r'href="/exercise/bulletins/(\d+)"', client.get("/exercise/bulletins").text)
        }
    )


def files(entry):
    return [
        f"/exercise/bulletins/{entry}{rest}"
        for rest in ("", "/bulletin.html", "/bulletin.csv", "/translated.html")
    ]


@pytest.mark.parametrize("name", PUBLIC)
def test_the_public_sees_what_two_have_signed_and_no_file_of_anything_else(desk, who, name):
    out, waiting = desk.publications()
    client = who(name)
    assert listed(client) == [out]
    assert [client.get(f).status_code for f in files(out)] == [200] * 4
    hidden = [client.get(f) for f in files(waiting)]
    assert [h.status_code for h in hidden] == [404] * 4
    assert hidden[0].text.replace(str(waiting), "N") == client.get(files(9999)[0]).text.replace("9999", "N")


def test_a_second_signature_lets_it_out(desk, who):
    _, waiting = desk.publications()
    desk.release(waiting, "dorvia")
    assert waiting in listed(who(""))
    assert who("").get(files(waiting)[1]).status_code == 200


def test_the_mechanism_sees_what_waits_and_who_has_signed(desk, who):
    out, waiting = desk.publications()
    client = who("kellan-desk")
    assert listed(client) == [out, waiting]
    page = client.get(files(waiting)[0]).text
    assert "not yet: one has signed it" in page
    assert "envoy" in page.lower()
    assert "yes: two have signed it" in client.get(files(out)[0]).text


def test_in_the_past_before_its_release_the_public_saw_none(desk, who):
    out, _ = desk.publications()
    page = who("").get("/exercise/bulletins", params={"at": out + 1}).text
    assert "No bulletin has been released." in page


def test_released_words_are_read_by_every_member_with_the_entry_that_did_it(desk, who):
    client = who("kellan-desk")
    for entry, words in ((2, "number 0"), (4, "number 2")):
        page = client.get(f"/exercise/reports/{entry}").text
        assert (words in page, "released these words" in page) == (entry == 2, entry == 2), entry
    assert "number 2" in who("intake-care").get("/exercise/reports/4").text


def test_before_the_release_they_were_closed(desk, who):
    size = desk.book.size()
    page = who("kellan-desk").get("/exercise/reports/2", params={"at": size - 1}).text
    assert "number 0" not in page
    assert "released these words" not in page


def test_released_words_stand_in_lists_and_entries_too(desk, who):
    desk.open_words(4)
    client = who("kellan-desk")
    assert "number 2" in client.get("/exercise/record/4").text
    assert "number 2" in client.get("/exercise/reports").text
    assert "number 4" not in client.get("/exercise/record/6").text
