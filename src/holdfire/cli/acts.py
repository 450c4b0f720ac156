"""One command for each kind of act, made from its form: its options are the form's fields."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin, get_type_hints

import click
import yaml

from holdfire.agreement import repo as agreement_repo
from holdfire.agreement.yaml_words import Broken
from holdfire.casework import acts, coding, entries, repo
from holdfire.casework.inputs import instant, pairs
from holdfire.casework.words import INSTANTS
from holdfire.cli import tell
from holdfire.cli.options import actor_option, file_bytes, keys_option, open_to_write, signer
from holdfire.errors import BadInput, Conflict, Refused, Where
from holdfire.record import parcel as parcels
from holdfire.record.keys import Role
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfire.book import Book, Build
    from holdfire.record.keys import PrivateKey

NESTED = frozenset(("attribution", "observations", "shifts"))
"""Fields with parts of their own; they have options of their own, or come in a form's file."""

request_option = click.option(
    "--request",
    type=click.Path(dir_okay=False),
    help="Enter nothing: write a file for whoever is to sign it elsewhere.",
)
head_option = click.option(
    "--head", type=int, help="The last act in it that you saw (default: as it stands)."
)
about_option = click.option("--about", type=int, default=0, help="Entry of the act that this one is about.")
form_option = click.option(
    "--form", "form_file", type=click.Path(dir_okay=False), help="The fields from a YAML file."
)


def command(kind: str, name: str = "") -> click.Command:
    """Make the command of a kind of act."""
    opens = kind == "alert"
    free = kind in acts.DESK
    params: list[click.Parameter] = [click.Argument(["book"])]
    if not opens and not free:
        params.append(click.Argument(["case"]))

    def run(book: str, **given: Any) -> None:
        _run(kind, book, given)

    made = click.Command(name or kind, callback=run, params=[*params, *_options(kind)], help=_help(kind))
    shared = [keys_option, actor_option, request_option, form_option]
    shared += [] if opens or free else [head_option]
    shared += [about_option] if kind in acts.ABOUT else []
    for option in shared:
        option(made)
    return made


def _help(kind: str) -> str:
    return str(acts.FORMS[kind].__doc__)


def _options(kind: str) -> list[click.Option]:
    hints = get_type_hints(acts.FORMS[kind])
    lines = coding.meanings(acts.FORMS[kind])
    out = [_option(name, hints[name], lines[name]) for name in hints if name not in NESTED]
    if "attribution" in hints:
        reaches = click.Choice(get_args(acts.Reach))
        out += [
            click.Option(["--reach"], type=reaches, help="How far down it is laid."),
            click.Option(["--basis"], help="On what basis it is laid to the accused."),
            click.Option(
                ["--confidence"], type=click.IntRange(0, 100), help="With how much confidence, per cent."
            ),
        ]
    if "observations" in hints:
        text = "What was observed, and how: seen, heard, recorded, told."
        out.append(click.Option(["--observed"], multiple=True, metavar="MEANS=WORDS", help=text))
    return out


def _option(name: str, hint: Any, line: str) -> click.Option:
    flag, help_text = "--" + name.replace("_", "-"), line[0].upper() + line[1:] + "."
    if hint is bool:
        return click.Option([flag], is_flag=True, help=help_text)
    if get_origin(hint) is Literal:
        return click.Option([flag], type=click.Choice([a for a in get_args(hint) if a]), help=help_text)
    if get_origin(hint) is dict:
        return click.Option(
            [flag.removesuffix("s"), name], multiple=True, metavar="KEY=VALUE", help=help_text
        )
    if get_origin(hint) is tuple:
        kind: Any = int if int in get_args(hint) else str
        return click.Option([flag, name], multiple=True, type=kind, help=help_text)
    if name in INSTANTS:
        return click.Option([flag, name], metavar="INSTANT", help=help_text)
    return click.Option([flag, name], type=int if hint is int else str, help=help_text)


def _run(kind: str, book: str, given: dict[str, Any]) -> None:
    shared = {
        k: given.pop(k, None) for k in ("case", "about", "head", "keys", "actor", "request", "form_file")
    }
    opened = open_to_write(book, shared["keys"])
    key = signer(opened, Role.DECISION, shared["actor"])
    body = entries.form(kind, {**_from_file(shared["form_file"]), **fields(kind, given)})
    build: Build = lambda c: entries.draft(  # noqa: E731
        c,
        kind,
        body,
        actor=key.public.actor,
        at=opened.clock(),
        case=shared["case"] or "",
        about=shared["about"] or 0,
        head=shared["head"],
        held=key.public.held,
    )
    carry_out(opened, build, key, shared["request"])


def _from_file(path: str | None) -> Mapping[str, Any]:
    if path is None:
        return {}
    try:
        found = yaml.safe_load(file_bytes(path))
    except yaml.YAMLError as e:
        broken = Broken(e)
        where = Where(path, line=broken.line)
        raise BadInput("act-malformed", broken.words, hint=broken.detail, where=where) from e
    if not isinstance(found, dict):
        raise BadInput("act-malformed", say("the form’s file holds no fields"))
    shifts = found.get("shifts")
    if isinstance(shifts, list):
        found["shifts"] = [_timed(s) if isinstance(s, dict) else s for s in shifts]
    return _timed(found)


def _timed(found: Mapping[str, Any]) -> dict[str, Any]:
    return {k: instant(v) if k in INSTANTS and v is not None else v for k, v in found.items()}


def fields(kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Turn options into a form's fields; those that were not given are left out."""
    hints = get_type_hints(acts.FORMS[kind])
    out: dict[str, Any] = {}
    for name, value in given.items():
        if value in (None, (), False) or name not in hints:
            continue
        dictionary = get_origin(hints[name]) is dict
        out[name] = pairs(value) if dictionary else instant(value) if name in INSTANTS else value
    laid = {k: given.get(k) for k in ("reach", "basis", "confidence") if given.get(k) is not None}
    if laid and "attribution" in hints:
        out["attribution"] = laid
    if given.get("observed"):
        split = [text.partition("=") for text in given["observed"]]
        out["observations"] = [{"means": means, "words": words} for means, _, words in split]
    return out


def carry_out(opened: Book, build: Build, key: PrivateKey, request: str | None) -> int | None:
    """Sign and enter an act, and say where it went; or write it as a request, and enter nothing."""
    if request:
        Path(request).write_bytes(parcels.write(opened.request(build)))
        tell(f"{request}: to be signed with `holdfire sign`; nothing is entered yet")
        return None
    index = enter(opened, build, key)
    with opened.reading() as connection:
        where = repo.where(connection, index)
    tell(f"entry {index}" + (f" in {where}" if where else ""))
    return index


def enter(opened: Book, build: Build, *keys: PrivateKey) -> int:
    """Submit one act; what the rules do not let count stays on the record as refused, and its author is told."""
    index = opened.submit(build, *keys)[-1].index
    demand_counts(opened, index)
    return index


def demand_counts(opened: Book, index: int) -> None:
    """Tell whoever did an act that it does not count; Conflict `head-stale`, or Refused with its code."""
    with opened.reading() as connection:
        refused = repo.refusal(connection, index) or agreement_repo.refusal(connection, index)
    if refused == "head-stale":
        raise Conflict(
            refused,
            say("the case had moved on; entry {index} is kept as refused", index=str(index)),
            hint=say("read it and act again"),
        )
    if refused:
        raise Refused(refused, say("entry {index} is kept as refused: it does not count", index=str(index)))
