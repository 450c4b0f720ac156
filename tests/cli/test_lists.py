"""Lists on the command line, whole or a part at a time."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from holdfire.cli import cli
from holdfire.errors import NotFound

LISTS = (("case", "list"), ("case", "clocks"), ("alert", "list"), ("incidents",))


@pytest.fixture
def run(exercise_book):
    def lines(*args):
        command = len(args) - len([a for a in args if a.startswith("--") or a.isdecimal()])
        done = CliRunner().invoke(
            cli, [*args[:command], exercise_book.url, *args[command:]], catch_exceptions=False
        )
        assert done.exit_code == 0, done.output
        return [line for line in done.output.splitlines() if not line.startswith("\t")]

    return lines


@pytest.mark.parametrize("command", LISTS, ids=" ".join)
def test_parts_put_together_are_the_whole(run, command):
    whole = run(*command)
    assert len(whole) > 1
    assert [
        line for n in range(len(whole)) for line in run(*command, "--limit", "1", "--offset", str(n))
    ] == whole
    assert run(*command, "--offset", str(len(whole))) == []


def test_what_awaits_an_actor_is_listed_soonest_first(exercise_book):
    def lines(*args):
        return CliRunner().invoke(cli, [*args], catch_exceptions=False).output.splitlines()

    due = lines("case", "clocks", exercise_book.url, "--turn", "kellan", "--now", "2031-03-23T00:00:00Z")
    assert due == sorted(due, key=lambda line: line.split("\t")[0])
    assert {line.split("\t")[3] for line in due} <= {
        "kellan",
        "–",
        "shore-army",
        "shore-government",
        "unknown",
    }
    first = lines("case", "list", exercise_book.url, "--turn", "kellan", "--limit", "1")
    assert first[0].split("\t")[0] in {line.split("\t")[1] for line in due}


def test_an_actor_that_the_agreement_does_not_know_is_refused(exercise_book):
    with pytest.raises(NotFound, match="actor-missing"):
        CliRunner().invoke(
            cli,
            ["case", "list", exercise_book.url, "--turn", "nobody"],
            standalone_mode=False,
            catch_exceptions=False,
        )
