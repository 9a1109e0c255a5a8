"""A screening as the JSON that clients, pages and the command line show."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from screening.domain.designation import IdentifierType
from screening.domain.listing import ListVersion
from screening.domain.screening import POINTS, Evidence, Hit, Republication, ScreenedList, Screening, Subject
from screening.services.zero_footprint import NOT_KEPT
from screening.store.proofs import Proof
from screening.text.identifiers import check_digit_ok

if TYPE_CHECKING:
    from screening.services.catalogue import ListState

SAMPLE_WARNING = "{list_id} is a sample for trying out, not the list"
PARTIAL_WARNING = "{list_id} was loaded from an incomplete set of files"
STALE_WARNING = "{list_id} was last checked longer ago than the policy allows"
LEFT_OUT_WARNING = "the policy leaves out what stands on {list_id} under {programmes} alone"
GAP_WARNING = (
    "{list_id} {version} was published on {published_on}, {days} before {as_of}: whether anything was"
    " published in between is not known here"
)


def screening_to_dict(screening: Screening) -> dict[str, Any]:
    """The answer in the shape of ``POST /api/v1/screenings``: scores as floats in [0, 1] with four
    decimals, instants as ISO 8601 in UTC, hits cut to the request's limit."""
    shown = screening.shown
    return {
        "id": screening.id,
        "reference": screening.request.reference,
        "portfolio": screening.request.portfolio,
        "screened_at": instant_text(screening.screened_at),
        "status": screening.status.value,
        "reason": screening.reason,
        "policy": screening.policy,
        "engine": screening.engine,
        "corpus": screening.corpus,
        "threshold": share(screening.threshold),
        "highest_threshold": None if (highest := screening.highest_threshold) is None else share(highest),
        "limit": screening.request.limit,
        "total_hits": len(screening.hits),
        "truncated": len(shown) < len(screening.hits),
        "narrowed": screening.narrowed,
        "warnings": warnings_of(screening),
        "screened_against": [_screened_list(one) for one in screening.screened_against],
        "hits": [hit_to_dict(hit) for hit in shown],
        "alerts": [alert_path(alert_id) for alert_id in screening.alerts],
    }


def warnings_of(screening: Screening) -> list[str]:
    """What a reader must know before trusting the answer: samples, incomplete or stale lists, programmes
    that the policy leaves out, versions that may not be the last ones of the day that is asked about, and
    identifiers of the subject whose check digit is wrong (they were compared all the same)."""
    notes = [note for one in screening.screened_against for note in list_warnings(one)]
    notes += _gap_warnings(screening)
    notes += [NOT_KEPT] * (screening.request.subject_digest is not None)
    return notes + _check_digit_warnings(screening.request.subject)


def share(points: int) -> float:
    """Points of 1/10,000 as a number in [0, 1] that prints with at most four decimals."""
    return round(points / POINTS, 4)


def instant_text(instant: datetime) -> str:
    """An aware instant as ISO 8601 in UTC, to the microsecond where there is one."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def list_state_to_dict(state: ListState) -> dict[str, Any]:
    """A list as ``GET /api/v1/lists`` shows it, with its version in force where there is one."""
    source = state.source
    return {
        "list_id": source.list_id,
        "title": source.title,
        "authority": source.authority,
        "url": source.url,
        "state": state.state,
        "stale": state.stale,
        "held_version": state.held.version if state.held else None,
        "in_force": proven_to_dict(state.in_force, stale=state.stale, proof=state.proof)
        if state.in_force
        else None,
    }


def proven_to_dict(version: ListVersion, *, stale: bool, proof: Proof | None) -> dict[str, Any]:
    """A list version as ``GET /api/v1/lists/{id}/versions`` shows it: with its last proof, if any."""
    return {
        **version_to_dict(version, stale=stale),
        "proof": proof_to_dict(proof) if proof else None,
    }


def version_to_dict(version: ListVersion, *, stale: bool) -> dict[str, Any]:
    """A list version as answers name it."""
    return {
        **_screened_list(ScreenedList(version=version, stale=stale)),
        "format": version.format,
        "parser_version": version.parser_version,
        "state": version.state.value,
        "held_reason": version.held_reason,
    }


def proof_to_dict(proof: Proof) -> dict[str, Any]:
    """What was asked of a list version before it or a policy was put in force, and what was missed."""
    return {
        "version": proof.version,
        "policy": proof.policy,
        "engine": proof.engine,
        "at": instant_text(proof.at),
        "names": proof.names,
        "others_proven_with": proof.base,
        "manipulated": proof.manipulated,
        "missed": proof.missed,
        "misses": list(proof.misses),
        "seconds": proof.seconds,
    }


def evidence_to_dict(line: Evidence) -> dict[str, Any]:
    """One line of the ledger; ``similarity`` is null where nothing is compared."""
    return {
        "feature": line.feature,
        "asked": line.asked,
        "listed": line.listed,
        "similarity": None if line.similarity is None else share(line.similarity),
        "contribution": share(line.contribution),
        "note": line.note,
    }


def designation_path(list_id: str, authority_ref: str) -> str:
    """Where the API serves a designation."""
    return f"/api/v1/designations/{quote(list_id, safe='')}/{quote(authority_ref, safe='')}"


def screening_path(screening_id: str) -> str:
    """Where the API serves a screening."""
    return f"/api/v1/screenings/{screening_id}"


def alert_path(alert_id: str) -> str:
    """Where the API serves an alert."""
    return f"/api/v1/alerts/{alert_id}"


def suppression_path(suppression_id: str) -> str:
    """Where the API serves a suppression."""
    return f"/api/v1/suppressions/{suppression_id}"


def list_warnings(one: ScreenedList) -> list[str]:
    """What a reader must know of one list: a sample, incomplete, not checked lately, or read in part."""
    version, left_out = one.version, one.programmes_left_out
    flags = (
        (version.sample, SAMPLE_WARNING),
        (version.partial, PARTIAL_WARNING),
        (one.stale, STALE_WARNING),
        (bool(left_out), LEFT_OUT_WARNING),
    )
    told = {"list_id": version.list_id, "programmes": ", ".join(left_out)}
    return [text.format(**told) for is_so, text in flags if is_so]


def _gap_warnings(screening: Screening) -> list[str]:
    as_of = screening.request.as_of
    return [
        GAP_WARNING.format(
            list_id=one.version.list_id,
            version=one.version.version,
            published_on=one.version.published_on,
            days=_days(as_of - one.version.published_on),
            as_of=as_of,
        )
        for one in screening.screened_against
        if as_of and not _was_last(one.version, as_of)
    ]


def _was_last(version: ListVersion, as_of: date) -> bool:
    """Whether a version is known to have been the last one by that day: it is of the day, or was here and
    found to be published still."""
    return version.published_on >= as_of or version.retrieved_at.date() <= as_of <= version.checked_at.date()


def _days(gap: timedelta) -> str:
    return f"{gap.days} day{'s' if gap.days > 1 else ''}"


def _check_digit_warnings(subject: Subject) -> list[str]:
    numbers: list[tuple[str, IdentifierType | None, str | None]] = [
        (f"identifiers[{n}]", one.type, one.value) for n, one in enumerate(subject.identifiers)
    ]
    numbers += [("imo", IdentifierType.IMO, subject.imo), ("mmsi", IdentifierType.MMSI, subject.mmsi)]
    return [
        f"the check digit of subject.{field} is wrong; it was compared as it is"
        for field, kind, value in numbers
        if kind and value and check_digit_ok(kind, value) is False
    ]


def _screened_list(one: ScreenedList) -> dict[str, Any]:
    version = one.version
    return {
        "list_id": version.list_id,
        "version": version.version,
        "published_on": version.published_on.isoformat(),
        "retrieved_at": instant_text(version.retrieved_at),
        "sha256": version.sha256,
        "designations": version.designations,
        "checked_at": instant_text(version.checked_at),
        "stale": one.stale,
        "partial": version.partial,
        "sample": version.sample,
    }


def hit_to_dict(hit: Hit) -> dict[str, Any]:
    """A hit as an answer shows it, its score in [0, 1]."""
    return {
        "score": share(hit.score),
        "corroboration": hit.corroboration.value,
        "party_group": hit.party_group,
        "suppression": suppression_path(hit.suppression) if hit.suppression else None,
        "list_id": hit.list_id,
        "authority_ref": hit.authority_ref,
        "party_type": hit.party_type.value,
        "primary_name": hit.primary_name,
        "matched_name": hit.matched_name,
        "matched_name_kind": hit.matched_name_kind.value,
        "matched_alias_strength": hit.matched_alias_strength.value,
        "programmes": list(hit.programmes),
        "measures": list(hit.measures),
        "measure_classes": list(hit.measure_classes),
        "listed_on": hit.listed_on.isoformat() if hit.listed_on else None,
        "cross_references": [
            {"scheme": one.scheme, "reference": one.reference} for one in hit.cross_references
        ],
        "republished_by": [_republication(one) for one in hit.republished_by],
        "evidence": [evidence_to_dict(line) for line in hit.evidence],
        "provenance": {
            "list_version": hit.list_version,
            "locator": hit.locator,
            "published_wording": hit.published_wording,
            "url": hit.url,
        },
        "designation_url": designation_path(hit.list_id, hit.authority_ref),
    }


def _republication(one: Republication) -> dict[str, Any]:
    return {
        "score": share(one.score),
        "list_id": one.list_id,
        "authority_ref": one.authority_ref,
        "list_version": one.list_version,
        "matched_name": one.matched_name,
        "programmes": list(one.programmes),
        "locator": one.locator,
        "url": one.url,
        "designation_url": designation_path(one.list_id, one.authority_ref),
    }
