"""What can go wrong, in domain words.

No exception here knows an HTTP status or an exit code: ``api/http.py`` maps the classes to
statuses, ``cli/errors.py`` maps the same classes to exit codes.
"""

from __future__ import annotations

from dataclasses import dataclass


class ScreeningError(Exception):
    """Base of all errors that a user is meant to read: one sentence, no traceback."""


class BadListFile(ScreeningError):
    """A list file that is missing, empty, cut short, not a list, or another list."""


class BadInputFile(ScreeningError):
    """A customer file that cannot be screened: no name column, bad encoding, not a table."""


class FetchFailed(ScreeningError):
    """A list that its authority's server did not deliver; what is in force stays so."""


class UnknownList(ScreeningError):
    """A ``list_id`` that no source in this installation knows."""


class UnknownVersion(ScreeningError):
    """A list version, or a date before the first version held."""


class UnknownScreening(ScreeningError):
    """A screening id that is not recorded here."""


class UnknownAlert(ScreeningError):
    """An alert id that is not here, or not of a portfolio that whoever asks may see."""


class UnknownSubject(ScreeningError):
    """A monitored subject that is not here, or not of a portfolio that whoever asks may see."""


class UnknownRescreening(ScreeningError):
    """A rescreening, import or incident that is not here."""


class SubjectsHeld(ScreeningError):
    """A file of subjects that would close too many: kept, not applied, waiting for a person."""


class MonitoringBusy(ScreeningError):
    """Another process has the turn to rescreen."""


class UnknownSuppression(ScreeningError):
    """A suppression id that is not here, or not of a portfolio that whoever asks may see."""


class UnknownBatch(ScreeningError):
    """A batch that is not here, or not of a portfolio that whoever asks may see."""


class FilesGone(ScreeningError):
    """Files of a batch that were removed, since their time was over or somebody deleted them."""


class StaleVersion(ScreeningError):
    """An act on something that another person changed meanwhile: nothing was overwritten."""


class UnlawfulAction(ScreeningError):
    """What cannot be done to an alert or a batch in the state that it is in."""


class UnknownRecord(ScreeningError):
    """A record of the audit that is not here."""


class UnknownReview(ScreeningError):
    """An unfreeze review that is not here, or not of a portfolio that whoever asks may see."""


class UnknownRule(ScreeningError):
    """A discount rule that is not here."""


class UnknownDesignation(ScreeningError):
    """An ``authority_ref`` that the version in force of its list does not hold."""


class UnknownPartyGroup(ScreeningError):
    """An id that names neither a party group nor a designation in force."""


class UnknownAccount(ScreeningError):
    """A key, user or portfolio that is not here."""


class NotPermitted(ScreeningError):
    """A request that whoever asks may not make."""


class OwnProposal(NotPermitted):
    """An approval by the person who made the proposal."""


class AwaitsApproval(ScreeningError):
    """What is not done before a second person has approved it; that it was asked for is kept."""


class UnknownChange(ScreeningError):
    """A change that nobody asked for here."""


class NotInstalled(ScreeningError):
    """What needs an extra of the package that is not here; the words say what to install."""


class SignInFailed(ScreeningError):
    """A sign-in by single sign-on that did not come about; the words tell nothing about users."""


class TooManyRequests(ScreeningError):
    """More was asked than the rate of a key allows; ``seconds`` later there is room again."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(f"The rate limit is reached: ask again in {seconds} seconds.")


class ListNotReady(ScreeningError):
    """A demanded list has no version in force: an error, never an empty answer."""


class ListHeld(ScreeningError):
    """A list version outside its list's expectations: kept, not in force, waiting for a person."""


@dataclass(frozen=True, slots=True)
class PolicyFault:
    """One thing wrong with a policy file; ``line`` counts from 1, 0 where there is no file."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}" if self.line else self.message


class InvalidPolicy(ScreeningError):
    """A policy file that cannot be used; all its faults are named at once. ``file`` is its name."""

    def __init__(self, faults: list[PolicyFault], file: str = "") -> None:
        self.faults = faults
        self.file = file
        super().__init__(f"{file}: " * bool(file) + "; ".join(map(str, faults)))


class UnknownPolicy(ScreeningError):
    """A policy id that is not kept here."""


class PolicyHeld(ScreeningError):
    """A policy that was not put in force because its proof found names that would be missed."""


class DatabaseFailure(ScreeningError):
    """The database is unreachable, locked, of another schema, or out of space."""


class AuditKeyMissing(DatabaseFailure):
    """The key that the audit chain was begun with is not here: nothing can be recorded."""


class UsageError(ScreeningError):
    """A request that cannot be carried out as asked, such as an unsafe address to serve on."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a request: ``field`` is its path (``subject.birth_dates[0]``)."""

    field: str
    message: str


class InvalidRequest(ScreeningError):
    """A request with one or more faults; all of them are named at once."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{fault.field}: {fault.message}" for fault in faults))


class RuleRefused(ScreeningError):
    """A discount rule that would close too much; ``simulation`` is what it would have closed."""

    def __init__(self, words: str, simulation: object = None) -> None:
        self.simulation = simulation
        super().__init__(words)


class KeyReused(ScreeningError):
    """An idempotency key that another request came under before."""


class TooLarge(ScreeningError):
    """A request that asks for more at once than is answered."""


class DiskFull(ScreeningError):
    """No room for what is to be kept."""


class BadSelection(ScreeningError):
    """A choice of lists, schemata or scorings that cannot be made, or leaves nothing to be asked."""


class BadExample(InvalidRequest):
    """A party given by example that cannot be screened."""


class AddressRefused(ScreeningError):
    """An address that nothing is sent to; the words say why, without repeating it."""


class NotDelivered(ScreeningError):
    """A message that did not reach its receiver, or was not taken by it."""


class UnknownTarget(ScreeningError):
    """A webhook target, or a delivery to it, that is not here."""
