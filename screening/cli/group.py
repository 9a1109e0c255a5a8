"""A click group that imports a command only when it is called."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, NamedTuple

import click

from screening import __version__
from screening.cli.errors import exit_code_of, sentence_of

_TRACEBACK = "--traceback"
_TRACEBACK_HELP = "Show where an error comes from, for a report of a fault."


class LazyCommand(NamedTuple):
    """Where a command is (``module:attribute``) and what the overview says of it."""

    address: str
    summary: str


class LazyGroup(click.Group):
    """The top of the command line: commands by table, errors as one sentence and an exit code."""

    def __init__(self, *, commands_table: Mapping[str, LazyCommand], **settings: Any) -> None:
        """``commands_table``: command name to its place; the rest as for ``click.Group``."""
        super().__init__(**settings)
        self.params.append(click.Option([_TRACEBACK], is_flag=True, expose_value=False, help=_TRACEBACK_HELP))
        click.version_option(__version__, prog_name="screening", message="%(prog)s %(version)s")(self)
        self._table = commands_table

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of the table."""
        return [*self._table, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now; None where there is none."""
        if cmd_name not in self._table:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = self._table[cmd_name].address.partition(":")
        command = getattr(import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{module}:{attribute} is no command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The overview, from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in self._table.items()])

    def main(self, args: Sequence[str] | None = None, *rest: Any, **settings: Any) -> Any:
        """Run, print an error as one sentence on stderr, and exit with its code."""
        settings["standalone_mode"] = False
        wants_traceback = _TRACEBACK in (sys.argv[1:] if args is None else args)
        try:
            code = super().main(args, *rest, **settings)
        except Exception as error:
            if wants_traceback:
                traceback.print_exception(error)
            click.echo(f"Error: {sentence_of(error)}", err=True)
            sys.exit(exit_code_of(error))
        except KeyboardInterrupt:
            sys.exit(130)
        sys.exit(code if isinstance(code, int) else 0)
