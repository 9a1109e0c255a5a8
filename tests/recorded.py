"""Something of every kind that an installation records, for tests of the audit."""

from __future__ import annotations

from pathlib import Path

from screening.app import open_corpora
from screening.domain.access import operator
from screening.domain.discount import RuleKind
from screening.domain.party_group import DecisionKind, Member
from screening.domain.screening import Screening, ScreeningRequest, Subject
from screening.services.batch import run_batch
from screening.services.batch_request import BatchRequest
from screening.services.deps import Deps
from screening.services.discount_rules import RuleOrder, propose_rule
from screening.services.party_catalogue import decide
from screening.services.policies import draft_policy, force_policy, read_policy_file
from screening.services.portfolios import create_portfolio
from screening.services.retention import place_hold, tell_relationship
from screening.services.screen import Screener
from screening.services.zero_footprint import confirm_change, request_change
from screening.store.findings import add_incident
from screening.store.lists import list_versions
from screening.store.pending import write_change
from screening.store.unfreezing import write_reviews
from screening.store.version_history import Dismissal, add_dismissal
from tests.accounts import OPERATOR, make_key, make_user
from tests.loading import LIST_ID, write
from tests.monitored import Monitoring
from tests.screened import load_people, load_without_kony
from tests.store.alerts import decided_alert, make_change, make_review, record
from tests.store.suppressions import record_suppression
from tests.webhooks import register

ROWS = b"id,name\n1,Joseph Kony\n2,Hyperlink Trading Company\n3,Nobody\n"


def record_everything(deps: Deps, folder: Path) -> None:
    """Put a policy in force, load two versions of a list, screen two parties and a file, decide on
    two entries, hold the records of one client, end the relationship with another."""
    policy = read_policy_file(write(folder / "own.toml", b'name = "own"'))
    force_policy(deps, draft_policy(deps, policy, by="Ann").policy, by="Ben", reason="as agreed")
    load_people(deps, folder)
    monitor(deps, folder)
    screen(deps, "Joseph Kony", reference="client-1")
    screen(deps, "Nobody At All", reference="client-2")
    request = BatchRequest(source=write(folder / "in.csv", ROWS), out=folder / "out.csv")
    run_batch(deps, open_corpora(deps), request, actor="a")
    pair = Member(LIST_ID, "1"), Member(LIST_ID, "2")
    decide(deps, *pair, DecisionKind.LINKED, by="Ann", reason="the same passport")
    place_hold(deps, "client-1", reason="a court order", by="Ann")
    tell_relationship(deps, "client-2", ended_on=deps.clock().date(), reason="account closed", by="Ann")
    mode = request_change(deps, on=False, reason="as before", by="Ann", entered_by="a")
    confirm_change(deps, mode.id, by="Ben", entered_by="b")
    create_portfolio(deps, "retail", "Retail", OPERATOR)
    make_key(deps, "screener", rate_limit="60/minute", portfolios=("retail",))
    make_user(deps, "anna", "analyst", portfolios=("retail",))
    register(deps, "https://93.184.216.34/hooks", portfolios=("retail",))
    order = RuleOrder(kind=RuleKind.BIRTH_DATES_APART, title="apart", years=20, sample_share=500)
    propose_rule(deps, order, by=OPERATOR)
    change = make_change(at=deps.clock())
    with deps.database.writing() as session:
        write_change(session, change, at=deps.clock(), actor="a")
        alert = decided_alert(LIST_ID, at=deps.clock())
        record(session, alert)
        review = make_review(alert.alert.id, LIST_ID, at=deps.clock())
        write_reviews(session, [review], at=deps.clock(), actor="a", kind="k")
        record_suppression(session, LIST_ID, at=deps.clock())
    load_without_kony(deps, folder)
    with deps.database.writing() as session:
        version = list_versions(session, LIST_ID)[-1].reading
        dismissal = Dismissal(version=version, at=deps.clock(), actor="Ann", reason="a test edition")
        add_dismissal(session, LIST_ID, dismissal, entered_by="a")


def monitor(deps: Deps, folder: Path) -> None:
    """Import a subject that nothing is found of, rescreen it, and open an incident."""
    monitoring = Monitoring(deps, open_corpora(deps), folder)
    monitoring.take_in({"m-1": "Nobody At All"})
    (run,) = monitoring.rescreen().runs
    with deps.database.writing() as session:
        add_incident(session, run.id, 1, deps.clock(), "a")


def screen(deps: Deps, name: str, *, reference: str | None = None) -> Screening:
    """Screen one party."""
    request = ScreeningRequest(subject=Subject(name=name), reference=reference)
    return Screener(deps, open_corpora(deps)).screen(request, by=operator("tester"))
