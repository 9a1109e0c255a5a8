"""A policy tried on monitored subjects before it is put in force: hits gained and lost, with examples."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, request
from werkzeug.wrappers import Response as AnyResponse

from screening.domain.errors import InvalidRequest, ListNotReady, UnknownPolicy, UsageError
from screening.domain.screening import POINTS
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.policies import PolicyState, find_policy
from screening.services.rescreen_simulation import PolicySimulation, SimulationOrder, simulate_policy
from screening.web.rendering import render_page

USUAL_SAMPLE = "2000"
MOST_SAMPLED = 20_000
"""Subjects that one request of a page is asked to wait for; the API takes more."""

_LABELS = {"threshold": "Threshold", "sample": "Subjects", "seed": "Seed"}


def add_simulation(blueprint: Blueprint, deps: Deps, corpora: CorpusProvider) -> None:
    """Add the page to ``blueprint``."""

    @blueprint.get("/policy/<policy_id>/simulation")
    def policy_simulation(policy_id: str) -> AnyResponse:
        return _page(_state(deps, policy_id), {"sample": USUAL_SAMPLE, "threshold": "", "seed": "0"})

    @blueprint.post("/policy/<policy_id>/simulation")
    def simulate_one_policy(policy_id: str) -> AnyResponse:
        state = _state(deps, policy_id)
        typed = {name: request.form.get(name, "").strip() for name in _LABELS}
        order, faults = _order(state, typed)
        if order is None:
            return _page(state, typed, 422, faults=faults)
        try:
            found = simulate_policy(deps, corpora, order, by=g.principal)
        except InvalidRequest as error:
            said = [(_LABELS.get(one.field, one.field), one.message) for one in error.faults]
            return _page(state, typed, 422, faults=said)
        except ListNotReady as error:
            return _page(state, typed, 422, faults=[("Lists", str(error))])
        return _page(state, typed, found=found)


def _state(deps: Deps, policy_id: str) -> PolicyState:
    try:
        return find_policy(deps, policy_id)
    except UsageError as error:
        raise UnknownPolicy(str(error)) from None


def _page(
    state: PolicyState,
    typed: dict[str, str],
    status: int = 200,
    *,
    found: PolicySimulation | None = None,
    faults: list[tuple[str, str]] | None = None,
) -> AnyResponse:
    return render_page("admin/simulation.html", status, policy=state, form=typed, found=found, faults=faults)


def _order(state: PolicyState, typed: dict[str, str]) -> tuple[SimulationOrder | None, list[tuple[str, str]]]:
    """What is asked; None with what is wrong by its labels."""
    faults: list[tuple[str, str]] = []
    threshold = _number(typed, "threshold", (0.0, 1.0), faults)
    sample = _number(typed, "sample", (1, MOST_SAMPLED), faults)
    seed = _number(typed, "seed", (0, 2**31), faults)
    if faults:
        return None, faults
    values: dict[str, Any] = {"policy_id": state.id, "seed": int(seed or 0)}
    values["threshold"] = None if threshold is None else round(threshold * POINTS)
    return SimulationOrder(**values, sample=int(sample) if sample is not None else MOST_SAMPLED), []


def _number(
    typed: dict[str, str], name: str, bounds: tuple[float, float], faults: list[tuple[str, str]]
) -> float | None:
    text = typed[name]
    if not text:
        return None
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = -1.0
    if not bounds[0] <= value <= bounds[1]:
        faults.append((_LABELS[name], f"must be a number from {bounds[0]:g} to {bounds[1]:,g}"))
    return value
