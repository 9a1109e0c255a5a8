"""What is done to alerts, as clients send it: every fault of a body named at once."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from screening.domain.alert import Action, AlertState, Decision, Verdict
from screening.domain.errors import Fault, InvalidRequest
from screening.domain.party_group import Member
from screening.domain.response import ResponseKind
from screening.services.account_input import AccountBody, ShortText
from screening.services.alert_bulk import MOST_TOGETHER
from screening.services.alert_decisions import DecisionOrder
from screening.services.alert_responses import ResponseOrder
from screening.services.subject_fields import IsoDate, Text

Name = Annotated[Text, Field(max_length=200)]
Words = Annotated[str, Field(max_length=10_000)]

ACTIONS = {
    AlertState.IN_REVIEW: Action.TAKEN_UP,
    AlertState.AWAITING_INFORMATION: Action.AWAITED,
    AlertState.ESCALATED: Action.ESCALATED,
}
"""What is done to an alert that is to be in a state."""


class RaisingBody(AccountBody):
    """Of which answer alerts are to be raised."""

    screening: ShortText = Field(description="The `id` of a recorded screening.")


class ActBody(AccountBody):
    """The base of what is done to one alert."""

    version: int = Field(ge=1, strict=True, description="That of the alert as it was read.")


class AssignmentBody(ActBody):
    """To whom an alert is given."""

    assignee: Name | None = Field(description="The name of a user or of the owner of a key; null: to nobody.")


class CommentBody(ActBody):
    """Words on an alert."""

    text: Words


class StateBody(ActBody):
    """Where an alert is to be on its way."""

    state: Literal["in_review", "awaiting_information", "escalated"]
    text: Words = Field("", description="Required to escalate.")

    @property
    def action(self) -> Action:
        """What leads there."""
        return ACTIONS[AlertState(self.state)]


class ApprovalBody(ActBody):
    """An approval."""

    text: Words = ""


class RejectionBody(ActBody):
    """A rejection, with what is to be looked at again."""

    text: Words


class ResponseBody(ActBody):
    """What was done after a true match."""

    kind: ResponseKind
    taken_on: IsoDate
    report_reference: Name | None = Field(None, description="What the authority calls the report.")
    reported_on: IsoDate | None = None
    text: Words = ""

    def order(self) -> ResponseOrder:
        """What the services understand."""
        names = ("kind", "taken_on", "report_reference", "reported_on", "text")
        return ResponseOrder(**{name: getattr(self, name) for name in names})


class VerdictBody(AccountBody):
    """A verdict with its reason."""

    verdict: Verdict
    reason: ShortText = Field(description="A code of `/api/v1/alerts/reasons`.")
    text: Words = Field("", description="Required for a true match, and with some reasons.")

    def decision(self) -> Decision:
        """What the services understand."""
        return Decision(verdict=self.verdict, reason=self.reason, text=self.text)


class OtherBody(VerdictBody):
    """A verdict on one designation that is decided otherwise than the rest."""

    list_id: ShortText
    authority_ref: ShortText


class OrderBody(VerdictBody):
    """A decision on all designations of an alert, but for those in ``others``."""

    others: Annotated[tuple[OtherBody, ...], Field(max_length=100)] = Field(
        (), description="Designations that are decided otherwise."
    )
    confirmed: bool = Field(
        False,
        strict=True,
        description="True: it was seen that some designations are of this party only probably.",
    )
    expires_on: IsoDate = Field(
        None,  # type: ignore[assignment]
        description="The last day that false positives are to hold on; without it, as long as may be.",
    )

    def order(self) -> DecisionOrder:
        """What the services understand. Raises ``InvalidRequest`` for a designation named twice."""
        others = {Member(one.list_id, one.authority_ref): one.decision() for one in self.others}
        if len(others) < len(self.others):
            raise InvalidRequest([Fault("others", "names a designation twice")])
        return DecisionOrder(
            decision=self.decision(), others=others, confirmed=self.confirmed, expires_on=self.expires_on
        )


class DecisionBody(OrderBody, ActBody):
    """A decision on one alert."""


class RevocationBody(AccountBody):
    """Why a suppression is to end."""

    text: Words


class SeenBody(AccountBody):
    """Which change of wording was looked at."""

    fingerprint: ShortText = Field(description="That of the change in the review list.")


class BulkItemBody(AccountBody):
    """An alert, and the version that it was read in."""

    alert: ShortText = Field(description="The `id` of an alert.")
    version: int = Field(ge=1, strict=True)


class BulkActBody(AccountBody):
    """The base of what is done to several alerts; each is named once."""

    alerts: Annotated[tuple[BulkItemBody, ...], Field(min_length=1, max_length=MOST_TOGETHER)]

    def asked(self) -> list[tuple[str, int]]:
        """What the services understand. Raises ``InvalidRequest`` for an alert named twice."""
        asked = [(one.alert, one.version) for one in self.alerts]
        if len({alert for alert, _ in asked}) < len(asked):
            raise InvalidRequest([Fault("alerts", "names an alert twice")])
        return asked


class BulkAssignmentBody(BulkActBody):
    """To whom alerts are given."""

    assignee: Name | None = Field(description="The name of a user or of the owner of a key; null: to nobody.")


class BulkDecisionBody(OrderBody, BulkActBody):
    """A decision on equal alerts, which are of the same designations."""


class BulkApprovalBody(BulkActBody):
    """An approval of what was proposed of several alerts."""

    text: Words = ""
