"""What the screening commands share: opened parts, who asks, and what is said beside the answer."""

from __future__ import annotations

import getpass
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass

import click

from screening.config import Settings
from screening.domain.access import Principal, operator
from screening.matching.policy import default_policy
from screening.services.catalogue import Catalogue
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps, open_deps


@dataclass(frozen=True, slots=True)
class ScreeningSession:
    """The opened parts that screen, and the name under which it is recorded."""

    deps: Deps
    corpora: CorpusProvider
    actor: str

    def held_lists(self) -> list[str]:
        """Ids of the lists of which a newer version waits to be released."""
        states = Catalogue(self.deps, default_policy()).lists()
        return [state.source.list_id for state in states if state.held and state.in_force]


@contextmanager
def screening_session() -> Iterator[ScreeningSession]:
    """Open what the settings name; closed at the end, however that comes."""
    with closing(open_deps(Settings())) as deps:
        corpora = CorpusProvider(deps.database, deps.data_folder, default_policy(), deps.clock)
        yield ScreeningSession(deps, corpora, command_line().name)


def warn(warnings: Sequence[str], held: Sequence[str] = ()) -> None:
    """Say on stderr what a reader must know before trusting an answer."""
    for warning in [*warnings, *(f"a newer version of {list_id} is held" for list_id in held)]:
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
