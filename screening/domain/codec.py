"""Designations as JSON and as a fingerprint.

The one module of ``domain`` that needs more than the standard library: pydantic reads and
writes plain dataclasses, faster and more strictly than code of ours would.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from pydantic import TypeAdapter

from screening.domain.designation import Designation

_DESIGNATION = TypeAdapter(Designation)


def designation_to_json(designation: Designation) -> bytes:
    """UTF-8 JSON of a designation; fields at their default are left out."""
    return _DESIGNATION.dump_json(designation, exclude_defaults=True)


def designation_from_json(payload: bytes | str) -> Designation:
    """The designation that ``designation_to_json`` wrote."""
    return _DESIGNATION.validate_json(payload)


def value_to_plain(value: Any) -> Any:
    """A value of a designation's field as JSON can hold it; parts at their default are left out."""
    return TypeAdapter(type(value)).dump_python(value, mode="json", exclude_defaults=True)


def fingerprint(designation: Designation) -> str:
    """64 hex digits over everything the authority said, whatever its order in the file.

    The locator is left out: a record that only moved is the same designation state.
    """
    content = _DESIGNATION.dump_python(designation, mode="json", exclude_defaults=True, exclude={"locator"})
    text = json.dumps(_unordered(content), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _unordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _unordered(item) for key, item in value.items()}
    if isinstance(value, list):
        if len(value) == 1:
            return [_unordered(value[0])]
        return sorted((_unordered(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    return value
