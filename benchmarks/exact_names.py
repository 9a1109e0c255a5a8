"""Whether every listed name finds its own entry: ``python -m benchmarks.exact_names [LIST_ID …]``.

Screens each primary name and strong alias of the lists in force (of the database that
``SCREENING_DATABASE_URL`` names) as it is printed, with its party type, at the alert threshold.
Prints how many were asked, every one that did not return its own entry at 1.0, and the times.
Ends with exit code 1 if one is missing.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import closing

import numpy as np

from screening.config import Settings
from screening.domain.designation import AliasStrength, Designation
from screening.domain.screening import POINTS, Subject
from screening.matching.engine import screen_subject
from screening.services.corpus import Corpus, CorpusProvider
from screening.services.deps import Deps, open_deps
from screening.store.designations import designations


def main() -> None:
    """Ask, count, print."""
    with closing(open_deps(Settings())) as deps:
        provider = CorpusProvider(deps)
        corpus = provider.current()
        times, missing = [], []
        for designation, name in _names(deps, corpus, frozenset(sys.argv[1:])):
            started = time.perf_counter()
            if not _finds_itself(corpus, designation, name):
                missing.append(f"{designation.list_id} {designation.authority_ref}: {name}")
            times.append(time.perf_counter() - started)
    p50, p95, p99 = np.percentile(times, [50, 95, 99]) * 1000
    print(f"{len(times):,} names, {len(missing)} missing; ms: p50 {p50:.1f}, p95 {p95:.1f}, p99 {p99:.1f}")
    print("\n".join(missing))
    sys.exit(bool(missing))


def _names(deps: Deps, corpus: Corpus, lists: frozenset[str]) -> Iterator[tuple[Designation, str]]:
    for version in corpus.versions:
        if lists and version.list_id not in lists:
            continue
        with deps.database.reading() as session:
            for designation in designations(session, version.list_id, version.version):
                for name in designation.names:
                    if name.strength is AliasStrength.STRONG:
                        yield designation, name.text


def _finds_itself(corpus: Corpus, designation: Designation, name: str) -> bool:
    subject = Subject(name=name, type=designation.party_type)
    hits = screen_subject(subject, corpus.index, corpus.policy, threshold=None)
    own = (designation.list_id, designation.authority_ref)
    return any((hit.list_id, hit.authority_ref) == own and hit.score == POINTS for hit in hits)


if __name__ == "__main__":
    main()
