"""The hits of screenings as the entities that a client of the matching API is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from screening.domain.screening import Hit, Screening
from screening.matching.policy import Policy
from screening.services.answers import share
from screening.services.entities import EntityBook
from screening.services.ftm_entities import entity_to_dict
from screening.services.match_options import MatchOptions


class Display:
    """Shows the hits of screenings that were answered from one corpus."""

    def __init__(
        self, book: EntityBook, policy: Policy, options: MatchOptions, screenings: Sequence[Screening]
    ) -> None:
        """Reads all entities that have a hit, from the versions that were screened against."""
        self._policy = policy
        self._options = options
        self._partition = book.partition()
        versions = {one.version.list_id: one.version for each in screenings for one in each.screened_against}
        ids = {self._id(hit) for each in screenings for hit in each.hits}
        self._listed = book.read(ids, self._partition, versions)

    def results(self, screening: Screening) -> tuple[list[dict[str, Any]], int]:
        """The entities that are shown, best first, and how many of all are matches.

        The limit never cuts one with an equal strong name or identifier.
        """
        best: dict[str, Hit] = {}
        for hit in filter(self._options.shows, screening.hits):
            best.setdefault(self._id(hit), hit)
        found = [(hit, self._scored(entity_id, hit)) for entity_id, hit in best.items()]
        wanted = [(hit, entity) for hit, entity in found if self._is_wanted(entity)]
        limit = self._options.limit
        shown = [entity for place, (hit, entity) in enumerate(wanted) if place < limit or hit.is_exact]
        return shown if limit else [], sum(entity["match"] for _, entity in wanted)

    def _id(self, hit: Hit) -> str:
        return self._partition.id_of(hit.list_id, hit.authority_ref)

    def _scored(self, entity_id: str, hit: Hit) -> dict[str, Any]:
        explanations = _explanations(hit)
        return {
            **entity_to_dict(entity_id, self._listed[entity_id]),
            "score": share(hit.score),
            "match": self._options.is_match(hit, self._policy),
            "features": {name: one["score"] for name, one in explanations.items()},
            "explanations": explanations,
        }

    def _is_wanted(self, entity: dict[str, Any]) -> bool:
        options = self._options
        topics = entity["properties"].get("topics", [])
        return (
            entity["schema"] not in options.exclude_schema
            and not {entity["id"], *entity["referents"]}.intersection(options.exclude_entity_ids)
            and (not options.topics or bool(set(topics).intersection(options.topics)))
            and entity["last_change"] >= (options.changed_since or "")
        )


def _explanations(hit: Hit) -> dict[str, dict[str, Any]]:
    """The ledger of a hit by feature: the scores are contributions and sum to that of the hit."""
    times: Counter[str] = Counter()
    found: dict[str, dict[str, Any]] = {}
    for line in hit.evidence:
        times[line.feature] += 1
        number = f" {times[line.feature]}" if times[line.feature] > 1 else ""
        found[f"{line.feature}{number}"] = {
            "score": share(line.contribution),
            "detail": line.note or None,
            "query": line.asked or None,
            "candidate": line.listed or None,
            "weight": 1.0,
        }
    return found
