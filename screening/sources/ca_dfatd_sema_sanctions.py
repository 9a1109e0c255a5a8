"""Canada's Consolidated Autonomous Sanctions List."""

from __future__ import annotations

from screening.domain.listing import Expectations, ListSource
from screening.sources.ca_sema import sema_format

_LIST_ID = "ca_dfatd_sema_sanctions"

SOURCE = ListSource(
    list_id=_LIST_ID,
    title="Consolidated Canadian Autonomous Sanctions List",
    authority="Global Affairs Canada",
    url="https://www.international.gc.ca/world-monde/assets/office_docs/international_relations-relations_internationales/sanctions/sema-lmes.xml",
    # 1,369 entries in 2020, 4,759 in 2025. Renumbered schedules look like removals: for a person.
    expectations=Expectations(fewest=800, most=20_000, most_removed_share=0.05),
    formats=(sema_format(_LIST_ID),),
)
