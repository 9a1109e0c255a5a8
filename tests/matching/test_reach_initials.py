"""Initials count for who is within reach: those that are asked, and those that are listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from screening.domain.designation import PartyType
from screening.domain.screening import Subject
from screening.matching.engine import screen_subjects
from screening.matching.index import build_index, open_index
from screening.matching.kept_names import KeptNames, build_kept_names
from screening.matching.reach import within_reach
from tests.matching.test_reach import POLICY, listed

FORENAMES = ("Ali", "Mohamed", "Ahmed")
SURNAMES = ("Petrov", "Haddad")
"""Frequent words, so that what an initial adds is more than what is left of the word behind it."""
MORE = ("Muhammad", "Maria", "Van")
LOWEST = 5_000


def spelt(count: int, surname: str) -> tuple[str, str]:
    """A name with so many forenames in full, and with their initials."""
    some = FORENAMES[:count]
    return " ".join((*some, surname)), " ".join((*(one[0] for one in some), surname))


@pytest.mark.parametrize("surname", SURNAMES)
@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("is_asked", [True, False], ids=["asked", "listed"])
def test_who_scores_so_much_with_initials_is_within_reach_at_that_very_score(
    tmp_path: Path, surname: str, count: int, is_asked: bool
) -> None:
    """No name that is listed has initials, or all have: then a word that is asked more is lost, or hidden."""
    full, short = spelt(count, surname)
    name, other = (short, full) if is_asked else (full, short)
    build_index(tmp_path / "index", [listed(0, [other], PartyType.INDIVIDUAL, "")])
    index = open_index(tmp_path / "index")
    subjects = [Subject(name=f"{name} {more}", type=PartyType.INDIVIDUAL) for more in MORE]
    for number, hits in enumerate(screen_subjects(subjects, index, POLICY, threshold=LOWEST)):
        if not hits:
            continue
        (hit,) = hits
        folder = tmp_path / str(number)
        build_kept_names(folder, [(number, subjects[number])], POLICY, hit.score)
        assert within_reach(KeptNames(folder), index).tolist() == [number], (subjects[number].name, hit.score)
