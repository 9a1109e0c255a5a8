"""Do recorded answers come out the same later: ``python -m benchmarks.replay LIST_ID=FILE … --then …``.

Loads lists, records answers to listed names with letters changed, puts every list of ``--then`` in force and
a stricter policy after them, and replays each recorded answer. Tells too how many are answered otherwise by
now: where none is, nothing was proven.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from benchmarks.asked import Asked, asked_names, listed_names
from screening.config import Settings
from screening.domain.access import operator
from screening.domain.screening import Screening, ScreeningRequest, Subject
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps, open_deps
from screening.services.load_report import LoadOutcome
from screening.services.policies import draft_policy, force_policy, read_policy_file
from screening.services.policy_start import start_policy
from screening.services.refresh import load_list, release_version
from screening.services.replay import Outcome, Replayer
from screening.services.screen import Screener

_BY = operator("replay")
_WHY = "measured"
_STRICT = """
name = "strict"
[thresholds]
alert = 0.95
[exact_name]
least = 0.95
[identifier]
least = 0.95
"""


def main() -> None:
    """Record, change everything, replay, print; exit 1 where an answer differs."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=f"sqlite:///{folder}/screening.db")
        with closing(open_deps(settings)) as deps:
            start_policy(deps)
            for given in options.lists:
                _load(deps, given)
            corpora = CorpusProvider(deps)
            asked = _names(corpora, options.answers)
            recorded = _screened(deps, corpora, asked)
            for given in options.then:
                _load(deps, given)
            _put_strict_in_force(deps, Path(folder))
            counts = _replayed(deps, corpora, recorded)
            changed = _changed(recorded, _screened(deps, corpora, asked))
    print(f"answered otherwise by now: {changed} of {len(recorded)}")
    if counts.keys() - {Outcome.SAME} or not changed:
        sys.exit("Not all answers were the same, or nothing had changed.")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Replay recorded answers after everything changed.")
    parser.add_argument("lists", nargs="+", metavar="LIST_ID=FILE")
    parser.add_argument("--then", action="append", required=True, metavar="LIST_ID=FILE")
    parser.add_argument("--answers", type=int, default=1_000)
    return parser.parse_args()


def _load(deps: Deps, given: str) -> None:
    list_id, _, file = given.partition("=")
    report = load_list(deps, list_id, [Path(file)])
    if report.outcome is not LoadOutcome.ACTIVATED:
        release_version(deps, list_id, report.version.version, by=_BY.name, reason=_WHY)
    print(f"{list_id} {report.version.version} in force")


def _names(corpora: CorpusProvider, count: int) -> list[Asked]:
    index = corpora.current().index
    return asked_names(listed_names(index.entry(number) for number in range(len(index))), [], count)


def _screened(deps: Deps, corpora: CorpusProvider, asked: Sequence[Asked]) -> list[Screening]:
    screener = Screener(deps, corpora)
    subjects = (Subject(name=one.name, type=one.type) for one in asked)
    return [screener.screen(ScreeningRequest(subject=subject), by=_BY) for subject in subjects]


def _put_strict_in_force(deps: Deps, folder: Path) -> None:
    file = folder / "strict.toml"
    file.write_text(_STRICT, encoding="utf-8")
    draft = draft_policy(deps, read_policy_file(file), by="one person")
    force_policy(deps, draft.policy, by="another person", reason=_WHY, despite_misses=True)
    print(f"policy {draft.policy} in force")


def _replayed(deps: Deps, corpora: CorpusProvider, recorded: Sequence[Screening]) -> Counter[Outcome]:
    began, replayer = time.perf_counter(), Replayer(deps, corpora)
    counts = Counter(replayer.replay(one.id, seen_by=_BY).outcome for one in recorded)
    told = ", ".join(f"{count:,} {outcome}" for outcome, count in counts.items())
    print(f"{len(recorded):,} replayed in {time.perf_counter() - began:.1f} s: {told}")
    return counts


def _changed(before: Sequence[Screening], after: Sequence[Screening]) -> int:
    return sum(
        (one.status, [hit.score for hit in one.hits]) != (two.status, [hit.score for hit in two.hits])
        for one, two in zip(before, after, strict=True)
    )


if __name__ == "__main__":
    main()
