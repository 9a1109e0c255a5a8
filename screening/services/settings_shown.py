"""The settings in force, as an administrator may see them: secrets are masked, wherever they stand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from screening.config import Settings

MASK = "••••••"
_CREDENTIALS = re.compile(r"(?<=://)[^/@\s\"]+(?=@)")
_NAMED = re.compile(r"((?:password|passwd|pwd|secret|token|apikey|api_key|key|sig)=)[^&\s\"]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ShownSetting:
    """A setting by its variable, its value as text (empty: none), whether the environment gives it, and
    what it means."""

    variable: str
    value: str
    is_set: bool
    is_secret: bool
    meaning: str


def shown_settings(settings: Settings) -> Iterator[ShownSetting]:
    """Every setting, in the order of the documentation."""
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        yield ShownSetting(
            variable=f"SCREENING_{name.upper()}",
            value=_text(value),
            is_set=name in settings.model_fields_set,
            is_secret="SecretStr" in str(field.annotation),
            meaning=field.description or "",
        )


def _text(value: object) -> str:
    if value is None or value in ((), {}):
        return ""
    if isinstance(value, SecretStr):
        return MASK
    if isinstance(value, bool):
        return "true" if value else "false"
    plain = str(value) if isinstance(value, str | int | float | Path) else json.dumps(value)
    return _NAMED.sub(rf"\1{MASK}", _CREDENTIALS.sub(MASK, plain))
