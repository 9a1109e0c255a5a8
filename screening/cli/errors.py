"""Errors as exit codes: one table, as the documentation of the command line prints it.

0 done, 2 usage, 3 bad input file, 4 a demanded list has no version in force or this load was
held, 5 database, 6 done but rows were incomplete or invalid, a list is stale, or a newer
version is held.
"""

from __future__ import annotations

from collections.abc import Iterable

import click
from pydantic_core import ValidationError

from screening.domain import errors

EXIT_CODES: dict[type[BaseException], int] = {
    errors.InvalidRequest: 2,
    errors.UsageError: 2,
    errors.NotPermitted: 2,
    errors.NotInstalled: 2,
    errors.UnknownAccount: 2,
    errors.UnknownAlert: 2,
    errors.UnknownBatch: 2,
    errors.FilesGone: 2,
    errors.UnknownChange: 2,
    errors.StaleVersion: 2,
    errors.UnlawfulAction: 2,
    errors.UnknownList: 2,
    errors.UnknownDesignation: 2,
    errors.UnknownPartyGroup: 2,
    errors.UnknownPolicy: 2,
    errors.UnknownVersion: 2,
    errors.UnknownRecord: 2,
    errors.UnknownReview: 2,
    errors.UnknownRule: 2,
    errors.RuleRefused: 2,
    errors.UnknownScreening: 2,
    errors.UnknownSubject: 2,
    errors.UnknownRescreening: 2,
    errors.UnknownSuppression: 2,
    errors.UnknownTarget: 2,
    errors.AddressRefused: 2,
    errors.NotDelivered: 6,
    click.ClickException: 2,
    ValidationError: 2,
    errors.BadListFile: 3,
    errors.BadInputFile: 3,
    errors.InvalidPolicy: 3,
    errors.ListNotReady: 4,
    errors.ListHeld: 4,
    errors.SubjectsHeld: 4,
    errors.MonitoringBusy: 6,
    errors.PolicyHeld: 4,
    errors.AwaitsApproval: 4,
    errors.DatabaseFailure: 5,
    errors.DiskFull: 5,
    OSError: 5,
    errors.FetchFailed: 6,
    click.Abort: 130,
}
INCOMPLETE = 6
"""Done, with a reservation that was printed."""
FAULT = 1
"""A fault of the program itself."""

_GRAVITY = (0, INCOMPLETE, 2, 3, 4, 5, FAULT)


def exit_code_of(error: BaseException) -> int:
    """The exit code of the nearest class in the table; 1 for a fault of the program."""
    return next((EXIT_CODES[cls] for cls in type(error).__mro__ if cls in EXIT_CODES), FAULT)


def worst_of(codes: Iterable[int]) -> int:
    """The gravest of several exit codes; 0 for none."""
    return max(codes, key=_GRAVITY.index, default=0)


def sentence_of(error: BaseException) -> str:
    """What to print: one line, whatever the error holds."""
    if isinstance(error, ValidationError):
        return "; ".join(f"SCREENING_{_variable(e['loc'])}: {e['msg']}" for e in error.errors())
    if isinstance(error, click.Abort):
        return "stopped"
    if isinstance(error, click.ClickException):
        return " ".join(error.format_message().split())
    if exit_code_of(error) == FAULT:
        return f"internal fault, {type(error).__name__}: {' '.join(str(error).split())}"
    return " ".join(str(error).split()) or type(error).__name__


def _variable(location: tuple[int | str, ...]) -> str:
    return "_".join(str(part) for part in location).upper()
