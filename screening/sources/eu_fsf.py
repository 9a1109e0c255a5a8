"""The European Union's consolidated list of persons, groups and entities under financial sanctions."""

from __future__ import annotations

from screening.domain.listing import Expectations, ListSource
from screening.sources.eu_export import export_format

_LIST_ID = "eu_fsf"

SOURCE = ListSource(
    list_id=_LIST_ID,
    title="Consolidated list of persons, groups and entities subject to EU financial sanctions",
    authority="European Commission (Financial Sanctions Files)",
    url="https://webgate.ec.europa.eu/fsd/fsf/public/files/xmlFullSanctionsList_1_1/content?token=dG9rZW4tMjAxNw",
    # 2,248 entries in 2021, 4,808 in 2024. An ordinary update removes under 1 %; what was removed
    # in these three years (8 %) does not pass as one update.
    expectations=Expectations(fewest=1_500, most=20_000, most_removed_share=0.05),
    formats=(export_format(_LIST_ID),),
)
