"""An analyst puts hits of a recorded answer before analysts: those of one party, or all."""

from __future__ import annotations

from flask import Blueprint, g, request
from werkzeug.wrappers import Response as AnyResponse

from screening.domain.errors import InvalidRequest
from screening.services.alert_raising import raise_from_recorded
from screening.services.catalogue import Catalogue
from screening.services.deps import Deps
from screening.web.answer_page import render_answer
from screening.web.notices import done


def add_raising(blueprint: Blueprint, deps: Deps, catalogue: Catalogue) -> None:
    """Add what the buttons of an answer do to ``blueprint``."""

    @blueprint.post("/screenings/<screening_id>/alerts")
    def raise_alerts(screening_id: str) -> AnyResponse:
        party = request.form.get("party") or None
        try:
            raise_from_recorded(deps, screening_id, by=g.principal, party=party)
        except InvalidRequest as error:
            screening = catalogue.screening(screening_id, seen_by=g.principal)
            return render_answer(catalogue, screening, 422, fault=f"It {error.faults[0].message}.")
        return done("web.answer", "alerts-raised", screening_id=screening_id)
