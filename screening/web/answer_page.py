"""The page of an answer, and what stands around the form to screen with wherever that is."""

from __future__ import annotations

from typing import Any

from flask import g
from werkzeug.wrappers import Response as AnyResponse

from screening.domain.designation import Gender, IdentifierType, PartyType
from screening.domain.screening import Screening
from screening.services.answers import warnings_of
from screening.services.catalogue import Catalogue
from screening.web.answer import describe_answer
from screening.web.form import beyond_form, form_of
from screening.web.form_fields import FURTHER_FACTS, FURTHER_TERMS
from screening.web.rendering import render_page


def render_answer(
    catalogue: Catalogue, screening: Screening, status: int = 200, *, fault: str = ""
) -> AnyResponse:
    """The page of ``screening``, which whoever asks may see."""
    return render_page(
        "search/answer.html",
        status,
        screening=screening,
        answer=describe_answer(screening, catalogue.facts_of(screening)),
        warnings=warnings_of(screening),
        form=form_of(screening.request),
        beyond=beyond_form(screening.request),
        fault=fault,
        **around_form(catalogue),
    )


def around_form(catalogue: Catalogue) -> dict[str, Any]:
    """What the form to screen with offers, by the names of its template."""
    return {
        "lists": catalogue.lists(),
        "policy": catalogue.policy,
        "types": [one.value for one in PartyType],
        "genders": [one.value for one in Gender],
        "identifier_types": [one.value for one in IdentifierType],
        "portfolios": sorted(g.principal.portfolios or ()),
        "further_facts": FURTHER_FACTS,
        "further_terms": FURTHER_TERMS,
    }
