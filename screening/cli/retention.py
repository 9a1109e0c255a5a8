"""``screening retention``: how long records are kept, what holds them, what is due."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime

import click

from screening.cli.tables import print_table
from screening.config import Settings
from screening.domain.retention import RecordClass
from screening.services import retention as service
from screening.services.deps import Deps, open_deps

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def retention() -> None:
    """Tell how long records are kept, hold and purge them."""


def _answered_for(command: Callable[..., None]) -> Callable[..., None]:
    by = click.option("--by", required=True, metavar="NAME", help="Who answers for it; goes into the audit.")
    return click.option("--reason", required=True, help="Why; goes into the audit.")(by(command))


@retention.command()
def rules() -> None:
    """Show the periods, by jurisdiction and class of record, and which apply."""
    with _opened() as deps:
        found = service.read_rules(deps)
    print_table(
        ("jurisdiction", "applies", *RecordClass, "source"),
        [
            (
                one.id,
                "yes" if one.id in found.applies else "",
                *(str(n) for n in one.years.values()),
                one.source,
            )
            for one in found.jurisdictions.values()
        ],
    )


@retention.command()
@click.argument("reference")
@click.option("--ended", type=_DAY, metavar="DATE", help="The day; leave out where it goes on after all.")
@click.option("--jurisdiction", "jurisdictions", multiple=True, metavar="J", help="Repeatable.")
@_answered_for
def relationship(reference: str, ended: datetime | None, jurisdictions: tuple[str, ...], **who: str) -> None:
    """Tell when the relationship with the client REFERENCE ended: its records are kept from then on."""
    ended_on = ended.date() if ended else None
    with _opened() as deps:
        service.tell_relationship(deps, reference, ended_on=ended_on, jurisdictions=jurisdictions, **who)
    click.echo(f"{reference}: {f'ended on {ended_on}' if ended_on else 'goes on'}")


@retention.command()
@click.argument("reference", required=False)
@click.option("--everything", is_flag=True, help="Hold all records instead of one reference's.")
@_answered_for
def hold(reference: str | None, everything: bool, **who: str) -> None:
    """Let nothing of REFERENCE be purged until the hold is lifted."""
    if (reference is None) != everything:
        raise click.UsageError("name a reference, or say --everything")
    with _opened() as deps:
        click.echo(service.place_hold(deps, reference, **who).id)


@retention.command()
@click.argument("hold_id")
@_answered_for
def lift(hold_id: str, **who: str) -> None:
    """End a hold."""
    with _opened() as deps:
        service.lift_hold(deps, hold_id, **who)
    click.echo(f"lifted {hold_id}")


@retention.command()
def holds() -> None:
    """Show the holds that stand."""
    with _opened() as deps:
        found = service.standing_holds(deps)
    print_table(
        ("hold", "reference", "placed by", "placed on", "reason"),
        [
            (one.id, one.reference or "(everything)", one.placed_by, f"{one.placed_at:%Y-%m-%d}", one.reason)
            for one in found
        ],
    )


@retention.command()
def due() -> None:
    """Show what may be purged today."""
    with _opened() as deps:
        found = service.find_due(deps)
    print_table(("class", "records", "rule"), [(one.kind.value, str(one.count), one.rule) for one in found])


@retention.command()
@_answered_for
def purge(**who: str) -> None:
    """Take away all records that are due; tombstones and the chain stay."""
    with _opened() as deps:
        count = service.purge(deps, **who)
    click.echo(f"{count} records purged")


@contextmanager
def _opened() -> Iterator[Deps]:
    with closing(open_deps(Settings())) as deps:
        yield deps
