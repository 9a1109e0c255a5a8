"""``screening screen``: one subject, its ledger printed for a person to read."""

from __future__ import annotations

import json
import re
from typing import Any

import click

from screening.cli.errors import INCOMPLETE, worst_of
from screening.cli.ledger import print_screening
from screening.cli.session import command_line, screening_session, warn
from screening.domain.designation import IdentifierType
from screening.services.answers import screening_to_dict, warnings_of
from screening.services.screen import Screener
from screening.services.subject_input import parse_screening_request

_ESCAPED_BYTE = re.compile("[\udc80-\udcff]")
"""How Python hands on a byte of an argument that is not UTF-8."""
_TYPED = re.compile(r"(?P<type>[^\W\d_][^\W\d]*(?:[\s-]+[^\W\d]+)*\s*):(?!//)(?P<value>.*)", re.DOTALL)
"""A word, or some, before a colon that is not that of a web address."""
_AROUND_THE_SUBJECT = (
    "reference",
    "portfolio",
    "lists",
    "as_of",
    "in_force_at",
    "threshold",
    "limit",
    "alert",
)


@click.command()
@click.argument("name")
@click.option("--type", "party_type", metavar="T", help="individual, entity, vessel or aircraft.")
@click.option("--alias", "aliases", multiple=True, metavar="NAME", help="Another name of the same party.")
@click.option("--birth-date", "birth_dates", multiple=True, metavar="D", help="1956, 1956-03 or 1956-03-07.")
@click.option("--birth-place", metavar="PLACE", help="Place of birth.")
@click.option("--gender", metavar="G", help="male or female.")
@click.option(
    "--country", "countries", multiple=True, metavar="C", help="Any link to a country: code or name."
)
@click.option("--nationality", "nationalities", multiple=True, metavar="C", help="Code or name.")
@click.option("--address", "addresses", multiple=True, metavar="A", help="An address.")
@click.option("--identifier", "identifiers", multiple=True, metavar="V", help="A number, or TYPE:NUMBER.")
@click.option("--imo", metavar="V", help="A ship's IMO number.")
@click.option("--reference", metavar="R", help="Your own id of the party.")
@click.option("--portfolio", metavar="ID", help="The business unit that the answer belongs to.")
@click.option("--list", "lists", multiple=True, metavar="LIST_ID", help="Keep to these lists.")
@click.option("--as-of", metavar="DATE", help="What the authorities had published by that day.")
@click.option("--in-force-at", metavar="INSTANT", help="What was in force here then: 2024-05-07T12:00:00Z.")
@click.option(
    "--threshold", type=float, metavar="T", help="The lowest score to report; default: the policy's."
)
@click.option("--limit", type=int, default=10, show_default=True, metavar="N", help="Hits to show.")
@click.option("--alert", is_flag=True, help="Put the hits before an analyst.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def screen(ctx: click.Context, /, as_json: bool, **asked: Any) -> None:
    """Screen NAME against the lists in force; the answer is recorded.

    Options marked with several values may be repeated. Exit code 6: a list is stale or a newer
    version is held.
    """
    _refuse_bytes(ctx, asked)
    request = parse_screening_request(_payload(asked))
    with screening_session() as session:
        screening = Screener(session.deps, session.corpora).screen(request, by=command_line())
        lists = session.reservations()
    if as_json:
        click.echo(_json_text(screening_to_dict(screening)))
    else:
        print_screening(screening)
    warn(warnings_of(screening), lists)
    is_stale = any(one.stale for one in screening.screened_against)
    ctx.exit(worst_of([lists.exit_code, INCOMPLETE * is_stale]))


def _refuse_bytes(ctx: click.Context, asked: dict[str, Any]) -> None:
    """Refuse what a terminal of another encoding typed: a name that lost letters would not be found."""
    for parameter in ctx.command.params:
        value = asked.get(parameter.name or "")
        texts = value if isinstance(value, tuple) else (value,)
        if any(isinstance(text, str) and _ESCAPED_BYTE.search(text) for text in texts):
            raise click.BadParameter("it is not UTF-8", ctx=ctx, param=parameter)


def _payload(asked: dict[str, Any]) -> dict[str, Any]:
    """The options as the body of ``POST /api/v1/screenings``, so that both are checked alike."""
    request = {key: asked.pop(key) for key in _AROUND_THE_SUBJECT}
    identifiers = [_identifier(text) for text in asked.pop("identifiers")]
    return {"subject": {"type": asked.pop("party_type"), "identifiers": identifiers, **asked}, **request}


def _identifier(text: str) -> dict[str, str]:
    """``TYPE:NUMBER`` or a number; a word before a colon that is no type was mistyped, and would keep the
    number from being found. Raises ``BadParameter``."""
    typed = _TYPED.fullmatch(text)
    if typed is None:
        return {"value": text}
    kind = re.sub(r"[\s_-]+", "_", typed["type"].strip().lower())
    if kind not in set(IdentifierType):
        said = f"{typed['type'].strip()!r} is no type of identifier; those are {', '.join(IdentifierType)}"
        raise click.BadParameter(said, param_hint="--identifier")
    return {"type": kind, "value": typed["value"]}


def _json_text(answer: dict[str, Any]) -> str:
    """Readable in any script; what is no valid Unicode is escaped."""
    text = json.dumps(answer, ensure_ascii=False, indent=2)
    return text.encode("utf-8", "backslashreplace").decode()
