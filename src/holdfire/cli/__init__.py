"""The command `holdfire`. A command's module is imported when it runs, so that `--help` stays fast."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

from holdfire import __version__
from holdfire.errors import BadInput, HoldfireError, Where
from holdfire.words import say

COMMANDS = {
    "new": ("record:new", "Make a book over an agreement's file."),
    "import": ("reports:import_", "Take reports and tallies in from files."),
    "read": ("reading:read", "Read articles and claims out of pages and texts."),
    "claims": ("reading:claims", "Show the claims read out of a report; say whether one is right."),
    "lexicon": ("reading:lexicon", "Check the word lists of reading; measure it."),
    "locate": ("locating:locate", "Find coordinates for places' names in a gazetteer."),
    "place": ("places:place", "Say where a claim was, over what the gazetteer found."),
    "link": ("linking:link", "Link claims into incidents, in a book or in a file."),
    "judge": ("linking:judge", "Say whether two claims are about one incident; undoes a link."),
    "ask": ("linking:ask", "Say which two claims to judge next."),
    "reconcile": ("linking:reconcile", "Set two lists of claims against each other."),
    "incidents": ("linking:incidents", "List the incidents."),
    "search": ("search:search", "Find reports, incidents, cases and actors by their words."),
    "alert": ("casework:alert", "Work through the first hour of an alert."),
    "duty": ("casework:duty", "Say who is on duty; hand a shift over."),
    "case": ("casework:case", "Hear cases, from the allegation to what follows."),
    "sign": ("signing:sign", "Sign a request on your own machine, offline."),
    "submit": ("signing:submit", "Enter what was signed elsewhere."),
    "bulletin": ("bulletins:bulletin", "Write the bulletin of a day, or prove that it can be made again."),
    "let-out": ("letting_out:let_out", "Let a publication out as the second to sign; open a report's words."),
    "paper": ("papers:paper", "Write a letter or paper out of casework: notice, dossier, meeting pack ..."),
    "measure": ("measures:measure", "Measure how the mechanism itself does."),
    "agreement": ("agreement:agreement", "Check and lint an agreement; put a new version in a book."),
    "rules": ("rules:rules", "Try an agreement's rules on invented cases."),
    "evidence": ("evidence:evidence", "Keep files that came with a report, and who had them when."),
    "disclose": ("disclosing:disclose", "Open closed fields to some or to all, as an entry that all see."),
    "release": ("disclosing:release", "Let a person's own words be opened; a protection officer signs."),
    "opened": ("disclosing:opened", "See what was opened to whom; check and take in disclosure files."),
    "identity": ("identities:identity", "Keep who spoke, sealed for two officers, outside the record."),
    "erase": ("erasing:erase", "Erase values for good; the record still checks."),
    "erasures": ("erasing:erasures", "List erasures, and which mirrors have carried them out."),
    "erased": ("erasing:erased", "Say for a mirror that it has carried an erasure out."),
    "encrypt": ("wiping:encrypt", "Encrypt a file book at rest, under a passphrase."),
    "wipe": ("wiping:wipe", "Destroy a file book, its keys and its private files at once."),
    "key": ("keys:key", "Make keys; register and revoke them."),
    "cosign": ("cosign:cosign", "Be a cosigner: see that a log only grows, and say so."),
    "cosigners": ("cosigners:cosigners", "Ask a record's cosigners; say who they are, and who is behind."),
    "mirror": ("mirror:mirror", "Keep a full copy of a log that another keeps, and work over it."),
    "mirrored": ("mirror:mirrored", "Say of what log a book is a mirror, and what speaks against that log."),
    "send": ("mirror:send", "Hand in to the log what waits in a mirror's book."),
    "outbox": ("mirror:outbox", "List what waits in a mirror's book, and why."),
    "refill": ("mirror:refill", "Fill a log restored from an old backup up from mirrors."),
    "receipt": ("receipt:receipt", "Promise that reports will be in the log; check such a promise."),
    "check": ("check:check", "Check a record, a folder of tiles, or one proof, offline."),
    "show": ("record:show", "Show one entry of the record."),
    "prove": ("record:prove", "Write a file that proves one entry."),
    "export": ("export:export", "Write the record in forms that others read."),
    "rebuild": ("record:rebuild", "Make every table again from the entries."),
    "account": ("account:account", "Say who may log in to the pages."),
    "serve": ("web:serve", "Show books in a browser, to this machine or to those who have an account."),
    "demo": ("demo:demo", "Build the example books."),
}
"""Name -> where the command is, and its line in the help."""


class Rooms(click.Group):
    """A group whose commands are imported when they are wanted."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Name the commands in the order in which the work goes."""
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        """Import a command."""
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name][0].partition(":")
        found: click.Command = getattr(import_module(f"holdfire.cli.{module}"), attribute)
        return found

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=Rooms, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def cli() -> None:
    """Make a ceasefire mechanism work: its texts, reports, incidents, cases and bulletins in one checkable record.

    BOOK is a file or a postgresql:// URL. Keys lie outside the book, in BOOK's name with .keys, or in --keys.
    """


def main() -> None:
    """Run the command; an error is one line on standard error, and its exit status says which sort it was."""
    try:
        cli.main(standalone_mode=False)
    except HoldfireError as e:
        click.echo(f"holdfire: {e}", err=True)
        sys.exit(e.exit)
    except OSError as e:
        place = Where(str(e.filename or ""))
        click.echo(
            f"holdfire: {BadInput('file-unusable', say('{trouble}', trouble=e.strerror or str(e)), where=place)}",
            err=True,
        )
        sys.exit(BadInput.exit)
    except click.ClickException as e:
        e.show()
        sys.exit(e.exit_code)
    except (KeyboardInterrupt, click.Abort):
        click.echo(
            "holdfire: stopped; what was done is kept, and the same command goes on from there", err=True
        )
        sys.exit(130)


def tell(text: Any = "") -> None:
    """Write a line to standard output."""
    click.echo(text)
