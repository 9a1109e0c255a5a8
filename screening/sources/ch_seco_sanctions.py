"""The list of SECO, the Swiss State Secretariat for Economic Affairs."""

from __future__ import annotations

from screening.domain.listing import Expectations, ListSource
from screening.sources.seco_list import seco_format

_LIST_ID = "ch_seco_sanctions"

SOURCE = ListSource(
    list_id=_LIST_ID,
    title="Overall list of sanctioned individuals, entities and organisations",
    authority="State Secretariat for Economic Affairs (SECO), Switzerland",
    url="https://www.sesam.search.admin.ch/sesam-search-web/pages/downloadXmlGesamtliste.xhtml?lang=en&action=downloadXmlGesamtlisteAction",
    # Several thousand targets, de-listed ones among them: those stay, so that nearly none goes.
    expectations=Expectations(fewest=3_000, most=40_000, most_removed_share=0.02),
    formats=(seco_format(_LIST_ID),),
)
