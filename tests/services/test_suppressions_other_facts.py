"""What was decided of a client speaks of the facts that the alert shows, and of no later ones."""

from __future__ import annotations

from dataclasses import replace

from screening.domain.screening import ScreeningStatus
from screening.services.deps import Deps
from screening.services.screen import Screener
from tests.services.test_suppressions import NAME, alert_of, ask, decided, suppressions
from tests.services.test_suppressions import deps as deps
from tests.services.test_suppressions import screener as screener


def test_facts_that_changed_while_the_alert_was_open_alert_again_and_are_decided_by_themselves(
    deps: Deps, screener: Screener
) -> None:
    first = ask(screener)
    born = replace(NAME, birth_dates=("1999-05-05",))
    found_again = ask(screener, born)
    assert found_again.alerts == first.alerts
    (hit,) = alert_of(deps, first).hits
    assert hit.screening_id == first.id
    decided(deps, first)
    (one,) = suppressions(deps)
    later = ask(screener, born)
    assert (later.status, later.hits[0].suppression) == (ScreeningStatus.HIT, None)
    assert later.alerts != first.alerts
    decided(deps, later)
    assert {each.id for each in suppressions(deps)} > {one.id}
    assert ask(screener, born).status is ScreeningStatus.SUPPRESSED
