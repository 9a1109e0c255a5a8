"""The file of what needs no second person (``SCREENING_APPROVALS``), and the draw of the quality share."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from screening.domain.access import AnalystLevel, Principal
from screening.domain.alert import Alert
from screening.domain.approval import ALL_NEED_APPROVAL, ApprovalRules, WaivedBand
from screening.domain.errors import BadInputFile
from screening.domain.screening import POINTS, Corroboration
from screening.services.deps import Deps
from screening.store.audit_key import AuditKey
from screening.store.screenings import OURSELVES
from screening.store.types import json_bytes

BY_RULE = Principal(name=OURSELVES, person="approval rules", permissions=frozenset())
"""Who approves what nobody else has to."""

LEAST_SHARE = 0.01
Share = Annotated[float, Field(ge=LEAST_SHARE, le=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Band(_Strict):
    lists: tuple[str, ...] = ()
    levels: tuple[AnalystLevel, ...] = ()
    below: Annotated[float, Field(gt=0, le=1)]
    corroboration: Annotated[tuple[Corroboration, ...], Field(min_length=1)]


class _File(_Strict):
    quality_share: Share
    waived: Annotated[tuple[_Band, ...], Field(min_length=1)]


def approval_rules(deps: Deps) -> ApprovalRules:
    """Those of the settings. Raises ``BadInputFile`` where they cannot be understood."""
    path = deps.settings.approvals
    return _read(path) if path else ALL_NEED_APPROVAL


def needs_nobody(rules: ApprovalRules, alert: Alert, key: AuditKey) -> bool:
    """Whether an alert whose decision is waived is not drawn for quality review; nobody foresees it.
    An alert that is drawn stays so, however often it is decided anew."""
    drawn = int(key.mac(b"quality review " + json_bytes([alert.id]))[:8], 16)
    return drawn % POINTS >= rules.quality_share


@cache
def _read(path: Path) -> ApprovalRules:
    """Once in a process: what is demanded does not change under those who work."""
    try:
        said = _File.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (OSError, ValueError, ValidationError) as error:
        raise BadInputFile(f"the approval rules {path} cannot be used: {error}") from error
    bands = tuple(
        WaivedBand(
            lists=frozenset(one.lists),
            levels=frozenset(one.levels),
            below=round(one.below * POINTS),
            corroboration=frozenset(one.corroboration),
        )
        for one in said.waived
    )
    return ApprovalRules(bands=bands, quality_share=round(said.quality_share * POINTS))
