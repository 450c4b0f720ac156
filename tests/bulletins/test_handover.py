"""The hand-over sheet: who is on duty, alerts, clocks that run out soon, what changed, what to watch."""

from __future__ import annotations

import pytest

from holdfire.bulletins import frames, handover
from holdfire.errors import BadInput
from reading_papers import blanks, flat, pairs, part, rows


def test_it_says_who_is_there_and_who_comes(stood):
    duty = {r[0]: r for r in rows(part(handover.document(stood(13, 12)), "Who is on duty"))}
    assert duty["Kellan"] == (
        "Kellan",
        "Duty officer",
        "Liaison line, 1",
        "14 March 2031, 18:00 UTC-02:00",
        "Duty officer, second watch",
        "Liaison line, 2",
        "14 March 2031, 18:00 UTC-02:00",
    )
    assert duty["Joint Field Team"][1] == "nobody on the roster"


def test_a_shift_ends_at_the_minute_at_which_the_next_begins(stood):
    (before, after) = (
        {r[0]: r[1] for r in rows(part(handover.document(stood(14, hour)), "Who is on duty"))}
        for hour in (17, 18)
    )
    assert before["Dorvia"] == "Duty officer"
    assert after["Dorvia"] == "Duty officer, second watch"


def test_what_to_watch_is_what_the_last_shift_said(stood):
    watch = pairs(part(handover.document(stood(14, 19)), "What to watch"))
    assert watch["The last hand-over said"].endswith("Marram is the case to watch.")
    assert watch["Entry"] == "#152"
    assert "No shift has been handed over yet." in flat(handover.document(stood(14, 12)))


def test_alerts_stand_with_their_clocks_until_they_are_quiet(stood):
    alerts = part(handover.document(stood(11, 8)), "Alerts that are not at an end")
    assert pairs(alerts)["How it stands"] == "firing stopped"
    assert [r[1] for r in rows(alerts)] == ["acknowledge (#95)", "24 hours without more (#98)"]
    later = flat(handover.document(stood(14, 19)))
    assert "Alert a94" not in later
    assert "Alert a105" in later


def test_it_looks_as_far_ahead_as_it_is_told(stood):
    found = stood(14, 19)
    soon = rows(part(handover.document(found, 1), "Due within 1 hours"))
    assert {r[3] for r in soon} == {"14 March 2031, 20:00 UTC-02:00"}
    more = rows(part(handover.document(found, 48), "Due within 48 hours"))
    assert set(soon) < set(more)
    with pytest.raises(BadInput, match="hours-wrong"):
        handover.document(found, 0)


def test_a_clock_that_stands_still_is_not_called_due(stood):
    found = stood(22, 20)
    (report,) = [c for w, c in frames.running(found) if (w, c.step) == ("c161", "report")]
    assert found.now < report.due < found.now + 24 * handover.HOUR
    assert "report (#168)" not in flat(handover.document(found, 24))


def test_what_changed_is_since_the_last_hand_over(stood):
    assert "Nothing." in flat_part(stood(14, 19), "What changed since the last hand-over")
    changed = rows(part(handover.document(stood(15, 10)), "What changed since the last hand-over"))
    assert changed == [("c137", "withdrawal by Ridge Movement (#153)", "#153")]


def flat_part(found, name):
    from holdfire.bulletins.document import Paragraph

    return [str(b.text) for b in part(handover.document(found), name) if isinstance(b, Paragraph)]


def test_who_takes_no_part_is_said(stood):
    assert "Takes no part at present: Dorvia." in flat(handover.document(stood(21, 12)))


def test_the_next_shift_has_room_to_write(stood):
    document = handover.document(stood())
    assert "What the next shift must know" in blanks(document)
    assert "holdfire duty hand-over BOOK --words WORDS" in flat(document)
