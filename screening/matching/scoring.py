"""A subject and a designation to a hit: findings weighed by the policy, as a ledger that adds up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from screening.domain.designation import AliasStrength, Designation, Name, NameKind, PartyType
from screening.domain.screening import POINTS, Corroboration, Evidence, Hit, Subject
from screening.matching.features import FEATURES, NEUTRAL, STRONG, equal_identifier
from screening.matching.index import IndexEntry
from screening.matching.names import NameComparison, compare
from screening.matching.policy import Policy
from screening.matching.prepared import prepare
from screening.text.tokens import GROUP_OF_TYPE

_AGREES, _CONFLICTS = 7_500, 2_500
_CRAFT = frozenset({PartyType.VESSEL, PartyType.AIRCRAFT})


@dataclass(frozen=True, slots=True)
class NameFinding:
    """A name asked beside a listed one, by its place among the names of its entry."""

    asked: str
    place: int
    comparison: NameComparison

    @property
    def points(self) -> int:
        """The name's contribution."""
        return round(self.comparison.score * POINTS)


@dataclass(slots=True)
class _Ledger:
    """Lines of evidence and their running sum."""

    lines: list[Evidence]
    total: int = 0

    def add(self, feature: str, contribution: int, *, similarity: int | None = None, **wording: str) -> None:
        texts = {"asked": "", "listed": "", "note": "", **wording}
        self.lines.append(
            Evidence(feature=feature, similarity=similarity, contribution=contribution, **texts)
        )
        self.total += contribution

    def at_least(self, feature: str, least: int, note: str) -> None:
        if self.total < least:
            self.add(feature, least - self.total, note=note)

    def at_most(self, feature: str, most: int, note: str) -> None:
        if self.total > most:
            self.add(feature, most - self.total, note=note)


def score(
    subject: Subject, entry: IndexEntry, policy: Policy, *, names: Sequence[NameFinding] | None = None
) -> Hit:
    """Score a subject against a designation: a function of the two and the policy alone.

    ``names`` are those that were compared already, in the order of ``compare_all``, where the others are
    known to score too low for a hit; a hit is then the same as with all.
    The contributions of the hit's evidence sum to its score, every cap and floor included.
    """
    designation = entry.designation
    facts, notes = _facts(subject, designation, policy)
    identifier = equal_identifier(subject, designation)
    confirmed = _confirmation(notes, strong_identifier=identifier is not None)
    compared = compare_all(subject, designation) if names is None else names
    name = _best_name(compared, designation, policy, confirmed)
    listed_name = designation.names[name.place]
    ledger = _Ledger([])
    ledger.add(
        "name", name.points, similarity=name.points, asked=name.asked, listed=listed_name.text,
        note=name.comparison.note,
    )  # fmt: skip
    for line in facts:
        ledger.add(line.feature, line.contribution, similarity=line.similarity,
                   asked=line.asked, listed=line.listed, note=line.note)  # fmt: skip
    _apply_rules(ledger, subject, designation, policy, name, confirmed)
    if identifier:
        finding, listed = identifier
        ledger.add("identifier", 0, similarity=finding.similarity, asked=finding.asked, listed=finding.listed,
                   note="" if listed.type in STRONG else "not strong enough to alert alone")  # fmt: skip
        if listed.type in STRONG:
            note = "an equal identifier reaches this whatever the name"
            note = note if name.points >= NEUTRAL else f"the name disagrees; {note}"
            ledger.at_least("identifier floor", policy.identifier_least, note)
    uncapped = ledger.total
    ledger.at_most("cap", POINTS, "no score is above 1")
    ledger.at_least("floor", 0, "no score is below 0")
    return _hit(entry, listed_name, ledger, uncapped, _corroboration(notes, identifier is not None))


def _facts(
    subject: Subject, designation: Designation, policy: Policy
) -> tuple[list[Evidence], dict[str, int]]:
    lines: list[Evidence] = []
    similarities: dict[str, int] = {}
    for feature, weight in policy.facts.items():
        finding = FEATURES[feature](subject, designation)
        if finding:
            similarities[feature] = finding.similarity
            lines.append(
                Evidence(
                    feature=feature,
                    asked=finding.asked,
                    listed=finding.listed,
                    similarity=finding.similarity,
                    contribution=weight.contribution(finding.similarity),
                    note=finding.note,
                )
            )
    return lines, similarities


@dataclass(frozen=True, slots=True)
class _Confirmation:
    """What may raise a weak alias: a birth date or identifier any, a country only an equal one."""

    strongly: bool
    by_country: bool


def _confirmation(similarities: dict[str, int], *, strong_identifier: bool) -> _Confirmation:
    agrees = {feature for feature, similarity in similarities.items() if similarity >= _AGREES}
    return _Confirmation(
        strong_identifier or bool(agrees & {"birth_date", "imo"}), bool(agrees & {"nationality", "country"})
    )


def compare_all(subject: Subject, designation: Designation) -> list[NameFinding]:
    """Every name asked beside every listed one."""
    group = GROUP_OF_TYPE[designation.party_type]
    return [
        NameFinding(asked, place, compare(prepare(asked, group), prepare(listed.text, group)))
        for asked in (subject.name, *subject.aliases)
        for place, listed in enumerate(designation.names)
    ]


def _best_name(
    compared: Sequence[NameFinding], designation: Designation, policy: Policy, confirmed: _Confirmation
) -> NameFinding:
    def worth(finding: NameFinding) -> tuple[int, int, bool, bool]:
        listed = designation.names[finding.place]
        most = _weak_alias_most(finding.points, listed, designation, policy, confirmed)
        strong = listed.strength is AliasStrength.STRONG
        return min(finding.points, most), finding.points, strong, listed.kind is NameKind.PRIMARY

    return max(compared, key=worth)


def _weak_alias_most(
    points: int, listed: Name, designation: Designation, policy: Policy, confirmed: _Confirmation
) -> int:
    if listed.strength is AliasStrength.STRONG or confirmed.strongly:
        return POINTS
    words = len(prepare(listed.text, GROUP_OF_TYPE[designation.party_type])[0].texts)
    if not policy.confirms_only(designation.list_id):
        return POINTS if words >= policy.weak_alias_words else policy.weak_alias_alone
    by_country = confirmed.by_country and points == POINTS and words >= policy.weak_alias_words
    return POINTS if by_country else policy.weak_alias_alone


def _apply_rules(
    ledger: _Ledger,
    subject: Subject,
    designation: Designation,
    policy: Policy,
    name: NameFinding,
    confirmed: _Confirmation,
) -> None:
    asked, listed = subject.type, designation.party_type
    other_family = asked is not None and (asked in _CRAFT) != (listed in _CRAFT)
    if asked and asked is not listed:
        change = policy.other_type if other_family else policy.akin_type
        ledger.add("party_type", change, similarity=0, asked=asked, listed=listed, note="another party type")
    listed_name = designation.names[name.place]
    strong = listed_name.strength is AliasStrength.STRONG
    if strong and name.points == POINTS and not other_family:
        note = "an equal strong name stays a hit whatever conflicts"
        ledger.at_least("exact name floor", policy.exact_name_least, note)
    if other_family:
        ledger.at_most("party type cap", policy.other_type_most, "another party type")
    most = _weak_alias_most(name.points, listed_name, designation, policy, confirmed)
    if most < POINTS:
        ledger.at_most("weak alias cap", most, "a weak alias that nothing else confirms")


def _corroboration(similarities: dict[str, int], has_identifier: bool) -> Corroboration:
    if any(similarity <= _CONFLICTS for similarity in similarities.values()):
        return Corroboration.CONFLICTING
    agreeing = {feature for feature, similarity in similarities.items() if similarity >= _AGREES}
    if (
        has_identifier
        or {"birth_date", "nationality"} <= agreeing
        or similarities.get("birth_date") == POINTS
    ):
        return Corroboration.CONFIRMED
    return Corroboration.PARTIAL if similarities else Corroboration.NOT_COMPARED


def _hit(entry: IndexEntry, name: Name, ledger: _Ledger, uncapped: int, corroboration: Corroboration) -> Hit:
    designation = entry.designation
    return Hit(
        score=ledger.total,
        uncapped=uncapped,
        corroboration=corroboration,
        list_id=designation.list_id,
        authority_ref=designation.authority_ref,
        party_type=designation.party_type,
        primary_name=designation.primary_name,
        matched_name=name.text,
        matched_name_kind=name.kind,
        matched_alias_strength=name.strength,
        programmes=designation.programmes,
        measures=designation.measures,
        measure_classes=entry.measure_classes,
        listed_on=designation.listed_on,
        evidence=tuple(ledger.lines),
        list_version=entry.list_version,
        locator=designation.locator,
        published_wording=name.wording or name.text,
        url=entry.entry_url,
        cross_references=designation.cross_references,
    )
