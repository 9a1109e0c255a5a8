"""What is typed and chosen on the page of an alert, as the services understand it, and faults as labels."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from screening.domain.errors import Fault, InvalidRequest
from screening.services.account_input import parse_body
from screening.services.alert_decisions import DecisionOrder
from screening.services.alert_input import CommentBody, OrderBody, ResponseBody
from screening.services.alert_responses import ResponseOrder

WORDS_FIELDS = ("rationale", "words", "answer_words", "response_words")
"""The fields of words of one's own, one to a form of the page."""

_LABELS: Mapping[str, str] = {
    "text": "Words",
    "verdict": "Verdict",
    "reason": "Reason",
    "confirmed": "Probable links",
    "expires_on": "Holds until",
    "assignee": "Given to",
    "kind": "What was done",
    "taken_on": "On",
    "report_reference": "Report",
    "reported_on": "Reported on",
    "version": "The form",
    "act": "The form",
    "alerts": "Alerts",
}
_EXCEPTION = re.compile(r"others\[(?P<number>\d+)\](\.(?P<field>\w+))?")


def read_version(sent: MultiDict[str, str]) -> int:
    """The version that a form was made of. Raises ``InvalidRequest``."""
    version = sent.get("version", type=int)
    if version is None:
        raise InvalidRequest([Fault("version", "is not whole: load the page again")])
    return version


def read_decision(sent: MultiDict[str, str]) -> DecisionOrder:
    """A decision as it was chosen. Raises ``InvalidRequest``."""
    verdict = sent.get("verdict", "")
    if not verdict:
        raise InvalidRequest([Fault("verdict", "has to be chosen")])
    payload: dict[str, Any] = {
        "verdict": verdict,
        "reason": sent.get(f"reason-{verdict}", ""),
        "text": _text(sent, "rationale"),
        "confirmed": sent.get("confirmed") == "yes",
        "others": list(_others(sent)),
    }
    if not payload["reason"]:
        raise InvalidRequest([Fault("reason", "has to be chosen")])
    if sent.get("expires_on"):
        payload["expires_on"] = sent["expires_on"]
    return parse_body(OrderBody, payload).order()


def read_response(sent: MultiDict[str, str]) -> ResponseOrder:
    """What was done, as it was written down. Raises ``InvalidRequest``."""
    given = {name: sent.get(name, "").strip() or None for name in ("report_reference", "reported_on")}
    payload = {"version": read_version(sent), "text": _text(sent, "response_words"), **given}
    payload |= {name: sent.get(name, "") for name in ("kind", "taken_on")}
    return parse_body(ResponseBody, payload).order()


def read_words(sent: MultiDict[str, str], field: str) -> str:
    """Words of one's own, whole. Raises ``InvalidRequest`` for more than are kept."""
    return parse_body(CommentBody, {"version": 1, "text": _text(sent, field)}).text


def say_alert_fault(fault: Fault) -> tuple[str, str]:
    """The label of the field that a fault is about, and what is wrong with it."""
    exception = _EXCEPTION.fullmatch(fault.field)
    field = exception["field"] if exception else fault.field
    label = _LABELS.get(field or "", field or "")
    if exception:
        label = f"{label} of exception {int(exception['number']) + 1}".strip()
    return label, fault.message


def typed_words(sent: Mapping[str, str]) -> str:
    """All words of one's own that a form came with."""
    found = [sent.get(name, "").strip() for name in (*WORDS_FIELDS, *filter(_is_other_text, sent))]
    return "\n\n".join(filter(None, found))


def _is_other_text(name: str) -> bool:
    return name.startswith("other-words-")


def _others(sent: MultiDict[str, str]) -> list[dict[str, str]]:
    """Designations that are decided otherwise: each chosen as ``verdict:reason``."""
    found = []
    for name, member in sent.items():
        if not name.startswith("member-"):
            continue
        number = name.removeprefix("member-")
        verdict, _, reason = sent.get(f"other-{number}", "").partition(":")
        list_id, _, authority_ref = member.partition(":")
        if verdict:
            text = _text(sent, f"other-words-{number}")
            one = {"list_id": list_id, "authority_ref": authority_ref}
            found.append({**one, "verdict": verdict, "reason": reason, "text": text})
    return found


def _text(sent: MultiDict[str, str], field: str) -> str:
    """Browsers send line ends as CR LF, whatever was typed."""
    return sent.get(field, "").replace("\r\n", "\n")
