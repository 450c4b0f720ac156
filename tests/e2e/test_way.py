"""The whole way, on the exercise: from the agreed text to a bulletin that anyone can check."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Desk

EXERCISE = "examples/exercise"
BOOK = "marenna.book"
HOTLINE, TEAM = 2, 37
"""Entries of two reports of one incident: what the Ridge's hotline heard, and what the field team found."""
YES_TO_ALL = (
    "--answer",
    "happened=yes",
    "--answer",
    "accused=yes",
    "--answer",
    "covered=yes",
    "--answer",
    "exempt=no",
)
WHY = tuple(
    word
    for question in ("happened", "accused", "covered", "exempt")
    for word in ("--reason", f"{question}=Five impacts were counted.")
)


def key_of(actor: str) -> str:
    """Where an actor keeps its key: in its own hands, not in the folder of the log's host."""
    return f"{actor}/{actor}.decision.key"


def incidents_of(desk: Desk, *claims: int) -> list[str]:
    """In which incident each of these claims stands."""
    lines = [line.split("\t") for line in desk.says("incidents", BOOK).splitlines()]
    return [next(line[0] for line in lines if str(claim) in line[-1].split()) for claim in claims]


def rows(desk: Desk, name: str) -> list[dict[str, str]]:
    with next((desk.folder / "out").glob(f"{name}*.csv")).open(newline="") as f:
        return list(csv.DictReader(f))


def test_from_the_agreed_text_to_a_bulletin_that_anyone_can_check(desk: Desk) -> None:
    the_mechanism_begins(desk)
    reports_come_in(desk)
    the_machine_proposes_incidents(desk)
    a_person_undoes_a_link_and_takes_it_back(desk)
    case = a_party_alleges(desk)
    the_accused_is_told_and_answers(desk, case)
    every_member_assesses_and_the_rule_decides(desk, case)
    a_bulletin_is_published(desk)
    anyone_can_check_it(desk)


def the_mechanism_begins(desk: Desk) -> None:
    assert "sound" in desk.says("agreement", "check", f"{EXERCISE}/mechanism.yaml")
    made = desk.says("new", BOOK, "--agreement", f"{EXERCISE}/mechanism.yaml")
    assert made.startswith(f"made {BOOK}: log marenna-truce/")
    actors = ("kellan", "dorvia", "isles-envoy", "ridge-movement", "shore-army")
    for actor in actors:
        desk.says("key", "new", "--role", "decision", "--for", actor, "--held", "member", "--keys", actor)
    assert "5 keys registered" in desk.says("key", "add", BOOK, *map(key_of, actors))


def reports_come_in(desk: Desk) -> None:
    table = ("import", BOOK, f"{EXERCISE}/reports.csv", "--map", f"{EXERCISE}/map.yaml")
    assert "34 reports, 0 tallies in" in desk.says(*table)
    assert "0 reports, 0 tallies in; 0 corrected, 34 in already" in desk.says(*table), (
        "nothing comes in twice"
    )
    assert "27 reports" in desk.says("import", BOOK, f"{EXERCISE}/reports.jsonl")
    counted = desk.says("import", BOOK, f"{EXERCISE}/tallies.csv")
    assert "14 tallies" in counted
    assert "warning tally-headline: 1 rows, kept" in counted
    pages = desk.says("import", BOOK, f"{EXERCISE}/note-en.txt", f"{EXERCISE}/note-ar.txt")
    assert pages.count("1 reports") == 2


def the_machine_proposes_incidents(desk: Desk) -> None:
    assert desk.says("read", BOOK) == "2 pages read\n"
    assert desk.says("read", BOOK) == "0 pages read\n"
    located = desk.says("locate", BOOK, "--gazetteer", f"{EXERCISE}/gazetteer.csv")
    assert located == "45 places looked for, 45 found\n"
    assert desk.says("link", BOOK).startswith("25 incidents, ")
    assert len(set(incidents_of(desk, HOTLINE, TEAM))) == 1, "both tell of the mortar on Tarn"


def a_person_undoes_a_link_and_takes_it_back(desk: Desk) -> None:
    said = desk.says("judge", BOOK, str(HOTLINE), str(TEAM), "not same")
    desk.says("link", BOOK)
    first, second = incidents_of(desk, HOTLINE, TEAM)
    assert first != second, "another run does not overrule a person"
    assert said == f"{HOTLINE} in {first}, {TEAM} in {second}\n"
    desk.says("judge", BOOK, str(HOTLINE), str(TEAM), "same")
    assert len(set(incidents_of(desk, HOTLINE, TEAM))) == 1


def a_party_alleges(desk: Desk) -> str:
    words = ("--term", "no-fire", "--accused", "shore-army", "--reason", "Mortar rounds on Tarn.")
    opened = desk.says(
        "case", "allege", BOOK, *incidents_of(desk, HOTLINE), *words, "--as", key_of("ridge-movement")
    )
    case = opened.split()[-1]
    assert desk.says("case", "list", BOOK).startswith(f"{case}\t")
    return case


def the_accused_is_told_and_answers(desk: Desk, case: str) -> None:
    notice = ("case", "notice", BOOK, case, "--to", "shore-army", "--channel", "Liaison line")
    desk.says(*notice, "--as", key_of("isles-envoy"))
    desk.says("case", "receipt", BOOK, case, "--as", key_of("shore-army"))
    reply = ("--answer", "denied", "--words", "Not ours.", "--as", key_of("shore-army"))
    desk.says("case", "reply", BOOK, case, *reply)
    can = desk.says("case", "show", BOOK, case, "--as", "dorvia")
    assert f"assessment about #{case[1:]}: yes" in can
    assert "reply about" in can
    assert "no: dorvia may not do that" in can


def every_member_assesses_and_the_rule_decides(desk: Desk, case: str) -> None:
    early = desk.run("case", "determine", BOOK, case, "--as", key_of("kellan"))
    assert "too-early" in early.stderr, "no finding before all have assessed"
    for member in ("kellan", "dorvia", "isles-envoy"):
        own = ("--interest",) if member == "kellan" else ()
        words = (*YES_TO_ALL, *WHY, "--confidence", "80", *own, "--as", key_of(member))
        desk.says("case", "assess", BOOK, case, *words)
    alone = desk.run("case", "determine", BOOK, case, "--as", key_of("isles-envoy"))
    assert "signatures-missing" in alone.stderr, "the agreement asks for every member's signature"
    asked = ("case", "determine", BOOK, case, "--request", "finding.json", "--as", key_of("isles-envoy"))
    assert "nothing is entered yet" in desk.says(*asked)
    for member in ("kellan", "dorvia", "isles-envoy"):
        shown = desk.says("sign", "finding.json", "--key", key_of(member), "--out", f"{member}.json", "--yes")
        assert "outcome: violation" in shown, "a member reads in words what it signs"
    entered = desk.says("submit", BOOK, "isles-envoy.json", "kellan.json", "dorvia.json")
    assert "signed by 3" in entered
    assert "violation" in desk.says("case", "list", BOOK)


def a_bulletin_is_published(desk: Desk) -> None:
    words = ("bulletin", BOOK, "--date", "2031-03-01", "--out", "out", "--as", key_of("isles-envoy"))
    assert desk.says(*words).count("sha256") == 2
    totals = {
        (r["item"], r["value"]) for r in rows(desk, "bulletin-2031-03-01") if r["note"] or not r["area"]
    }
    assert {("Kellan", "3"), ("Dorvia", "2")} <= totals, "what each side published, side by side"
    page = next((desk.folder / "out").glob("*.html")).read_text()
    assert "EXERCISE. Everything here is invented" in page
    desk.says(*words, "--language", "ar")
    arabic = next((desk.folder / "out").glob("*-ar.html")).read_text()
    assert '<html lang="ar" dir="rtl">' in arabic
    assert "تمرين. كل ما هنا متخيَّل" in arabic


def anyone_can_check_it(desk: Desk) -> None:
    assert "the same bytes again" in desk.says("bulletin", BOOK, "--date", "2031-03-01", "--reproduce")
    intact = desk.says("check", BOOK)
    assert intact.startswith("record intact\n")
    fingerprint = next(line.split()[1] for line in intact.splitlines() if "fingerprint" in line)
    desk.says("check", BOOK, "--expect", fingerprint)
    assert desk.run("check", BOOK, "--expect", "0" * 64).returncode == 6
    before = desk.says("case", "list", BOOK)
    assert desk.says("rebuild", BOOK) == "rebuilt\n"
    assert desk.says("case", "list", BOOK) == before
    assert desk.says("check", BOOK).startswith("record intact\n")
