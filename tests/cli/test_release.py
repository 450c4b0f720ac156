"""`holdfire let-out`: the second signature of a publication, and the words of reports."""

import pytest
from click.testing import CliRunner

from holdfire.bulletins import release
from holdfire.cli import cli
from holdfire.errors import HoldfireError
from holdfire.record.keys import save
from holdfire.reports.release import readable


@pytest.fixture
def run(copied):
    """Run the command on the small book; its output, or the code of its error."""
    for name in ("kellan", "isles-envoy"):
        save(copied.members[name], copied.folder / f"{name}.decision.key")

    def command(*words):
        line = ["let-out", words[0], copied.book.url, *words[1:], "--keys", str(copied.folder)]
        done = CliRunner().invoke(cli, line)
        if isinstance(done.exception, HoldfireError):
            return done.exception.code
        assert done.exit_code == 0, done.output
        return done.output

    return command


def test_a_second_actor_releases_a_publication(run, copied):
    _, waiting = copied.publications()
    size = copied.book.size()
    assert run("bulletin", str(waiting), "--as", "isles-envoy") == "release-same"
    assert run("bulletin", str(waiting), "--as", "kellan") == f"entry {size}: released by kellan\n"
    assert run("bulletin", str(waiting), "--as", "kellan") == "release-same"
    assert run("bulletin", "1", "--as", "kellan") == "bulletin-missing"
    with copied.book.reading() as connection:
        assert release.out(release.signers(connection)[waiting])


def test_an_intake_releases_the_words_of_reports_with_its_reason(run, copied):
    said = run("words", "4", "5", "4", "--reason", "EXERCISE. Agreed.")
    assert "released by intake" in said
    assert run("words", "4") == "release-done"
    assert run("words", "1") == "report-missing"
    with copied.book.reading() as connection:
        assert readable(connection, (4, 5, 6), "") == {4, 5}
    shown = CliRunner().invoke(cli, ["show", copied.book.url, str(copied.book.size() - 1)]).output
    assert "EXERCISE. Agreed." in shown
