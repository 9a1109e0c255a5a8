"""What the screening commands share: opened parts, who asks, and what is said beside the answer."""

from __future__ import annotations

import getpass
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass

import click

from screening.cli.errors import INCOMPLETE, exit_code_of
from screening.config import Settings
from screening.domain.access import Principal, operator
from screening.domain.errors import ListNotReady
from screening.services.catalogue import Catalogue
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps, open_deps
from screening.services.policy_start import start_policy


@dataclass(frozen=True, slots=True)
class Reservations:
    """Ids of the lists of which a newer version waits to be released, and of those that the policy
    demands and that have no version in force."""

    held: list[str]
    missing: list[str]

    @property
    def exit_code(self) -> int:
        """What a command ends with that was otherwise done."""
        return exit_code_of(ListNotReady()) if self.missing else INCOMPLETE if self.held else 0


@dataclass(frozen=True, slots=True)
class ScreeningSession:
    """The opened parts that screen, and the name under which it is recorded."""

    deps: Deps
    corpora: CorpusProvider
    actor: str

    def reservations(self) -> Reservations:
        """What is to be said of the lists beside any answer."""
        states = Catalogue(self.deps).lists()
        return Reservations(
            held=[state.source.list_id for state in states if state.held and state.in_force],
            missing=[state.source.list_id for state in states if state.is_missing],
        )


@contextmanager
def opened() -> Iterator[Deps]:
    """Open what the settings name, with their policy in force; closed at the end, however that comes."""
    with closing(open_deps(Settings())) as deps:
        start_policy(deps)
        yield deps


@contextmanager
def screening_session() -> Iterator[ScreeningSession]:
    """Open what is needed to screen; closed at the end, however that comes."""
    with opened() as deps:
        corpora = CorpusProvider(deps)
        yield ScreeningSession(deps, corpora, command_line().name)


def warn(warnings: Sequence[str], lists: Reservations) -> None:
    """Say on stderr what a reader must know before trusting an answer."""
    held = [f"a newer version of {list_id} is held" for list_id in lists.held]
    missing = [f"{list_id} is demanded and not loaded" for list_id in lists.missing]
    for warning in [*warnings, *held, *missing]:
        click.echo(f"Warning: {warning}", err=True)


def command_line() -> Principal:
    """Whoever runs a command: who has the database may do everything."""
    return operator(f"cli:{_user()}")


def _user() -> str:
    """The system's name of the user; containers may have none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
