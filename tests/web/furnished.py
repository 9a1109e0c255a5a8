"""An installation with something on every page: people of every role, answers, alerts in every state."""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

from screening.app import open_corpora
from screening.config import Settings
from screening.domain.access import operator
from screening.domain.alert import Action, AlertState, Decision, Verdict
from screening.domain.discount import RuleKind
from screening.domain.errors import AwaitsApproval
from screening.domain.monitoring import ImportMode
from screening.domain.screening import ScreeningRequest, Subject
from screening.resources import lists_dir
from screening.services.alert_catalogue import read_queue
from screening.services.alert_decisions import DecisionOrder, approve, decide
from screening.services.alert_work import act, assign
from screening.services.batch import run_batch
from screening.services.batch_request import BatchRequest
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps, open_deps
from screening.services.discount_rules import RuleOrder, propose_rule
from screening.services.four_eyes import Request, release
from screening.services.party_groups import regroup_if_possible
from screening.services.policies import draft_policy, read_policy_file
from screening.services.policy_start import start_policy
from screening.services.portfolios import create_portfolio
from screening.services.refresh import load_list, load_samples
from screening.services.rescreen import rescreen
from screening.services.screen import Screener
from screening.services.subject_import import ImportOrder, import_subjects
from screening.store.alert_queue import AlertFilter, AlertOrder
from tests.accounts import OPERATOR, make_key, make_user
from tests.webhooks import register

PEOPLE = {"anna": "analyst", "boris": "approver", "ada": "admin", "olga": "auditor", "emil": "analyst"}
"""Users by name, each with one role."""

CUSTOMERS = {
    "C-1": Subject(name="Kim Jong Un", birth_dates=("1984-01-08",), countries=("kp",)),
    "C-2": Subject(name="Moammar Gadafi", birth_dates=("1999-02-03",)),
    "C-3": Subject(name="Jozef Kony", countries=("de",)),
    "C-4": Subject(name="Алесандр Лукашенко"),
    "C-5": Subject(name="Bank Melli Iran"),
}
SUBJECTS = b"id,name\nM-1,Kim Jong Un\nM-2,Erika Mustermann\nM-3,Joseph Kony\n"
SCRIPT = "<script>alert('x')</script> & \u202eright to left"
"""A name that pages must show and never obey."""


def furnish(folder: Path) -> None:
    """Fill the database in ``folder``, which the service is then started on."""
    with closing(open_deps(Settings(database_url=f"sqlite:///{folder}/screening.db"))) as deps:
        start_policy(deps)
        load_samples(deps)
        corpora = open_corpora(deps)
        regroup_if_possible(deps)
        _people(deps)
        _answers(deps, corpora)
        _alerts(deps)
        _file(deps, corpora, folder)
        _monitored(deps, corpora, folder)
        _waiting(deps, folder)


def _people(deps: Deps) -> None:
    create_portfolio(deps, "retail", "Retail", OPERATOR)
    for name, role in PEOPLE.items():
        make_user(deps, name, role)
    make_key(deps, "screener", name="bank")
    register(deps, "https://93.184.216.34/hooks")


def _answers(deps: Deps, corpora: CorpusProvider) -> None:
    screener = Screener(deps, corpora)
    anna = operator("anna")
    for reference, subject in CUSTOMERS.items():
        screener.screen(ScreeningRequest(subject=subject, reference=reference, alert=True), by=anna)
    for name in (SCRIPT, "Erika Mustermann"):
        screener.screen(ScreeningRequest(subject=Subject(name=name)), by=anna)


def _alerts(deps: Deps) -> None:
    """One that waits for approval, one closed as false with its suppression, one escalated, one assigned."""
    anna, boris = operator("anna"), operator("boris")
    asked = AlertFilter(states=[AlertState.OPEN])
    alerts = read_queue(deps, asked, AlertOrder.OLDEST, offset=0, limit=50, seen_by=anna).alerts
    by_reference = {one.reference: one for one in alerts}
    false = DecisionOrder(
        decision=Decision(verdict=Verdict.FALSE_POSITIVE, reason="other", text="Another person."),
        confirmed=True,
    )
    for reference in ("C-2", "C-3"):
        alert = by_reference[reference]
        proposed = decide(deps, alert.id, alert.version, false, by=anna)
        if reference == "C-3":
            approve(deps, alert.id, proposed.version, text="Agreed.", by=boris)
    first = by_reference["C-1"]
    act(deps, first.id, first.version, Action.ESCALATED, text="Please look at the birth date.", by=anna)
    assign(deps, by_reference["C-4"].id, by_reference["C-4"].version, assignee="emil", by=operator("emil"))


def _file(deps: Deps, corpora: CorpusProvider, folder: Path) -> None:
    (folder / "in.csv").write_bytes(SUBJECTS)
    run_batch(deps, corpora, BatchRequest(source=folder / "in.csv", out=folder / "out.csv"), actor="anna")


def _monitored(deps: Deps, corpora: CorpusProvider, folder: Path) -> None:
    (folder / "subjects.csv").write_bytes(SUBJECTS)
    order = ImportOrder(path=folder / "subjects.csv", mode=ImportMode.FULL)
    import_subjects(deps, order, by=operator("anna"))
    rescreen(deps, corpora, daily=True, workers=1)


def _waiting(deps: Deps, folder: Path) -> None:
    """A draft of a policy, a discount rule that waits, and a version of a list that is held."""
    (folder / "strict.toml").write_bytes(b'name = "strict"\n')
    draft_policy(deps, read_policy_file(folder / "strict.toml"), by="anna")
    rule = RuleOrder(kind=RuleKind.BIRTH_DATES_APART, title="apart", years=20, sample_share=500)
    propose_rule(deps, rule, by=operator("anna"))
    few = (lists_dir() / "un_sc_sanctions" / "sample.xml").read_bytes()
    (folder / "few.xml").write_bytes(few)
    held = load_list(deps, "un_sc_sanctions", [folder / "few.xml"]).version.version
    watchful = replace(deps, settings=deps.settings.model_copy(update={"four_eyes": True}))
    with suppress(AwaitsApproval):
        release(watchful, "un_sc_sanctions", held, Request(reason="a sample", by="anna", entered_by="anna"))
