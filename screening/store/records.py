"""Frozen dataclasses of the domain as JSON and back, for texts that no strict reader accepts.

Pydantic, which serves designations, refuses lone surrogates; a client's name may hold some.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")
Reader = Callable[[Any], Any]


def to_record(value: Any) -> Any:
    """A value made of dataclasses, tuples, dicts, enums, dates and plain values, as JSON can hold
    it. Fields that are None are left out."""
    if type(value) in _WRITTEN_AS_THEY_ARE:
        return value
    if names := _field_names(typing.cast(Hashable, type(value))):
        pairs = ((name, getattr(value, name)) for name in names)
        return {name: to_record(one) for name, one in pairs if one is not None}
    if isinstance(value, Mapping):
        return {key: to_record(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [to_record(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def from_record(cls: type[T], record: Any) -> T:
    """The dataclass that ``to_record`` was given; fields that it did not have take their defaults."""
    return typing.cast(T, _reader(_as_hint(cls))(record))


_WRITTEN_AS_THEY_ARE = frozenset({str, int, float, bool, type(None)})


@cache
def _field_names(cls: Hashable) -> tuple[str, ...]:
    """The fields of a dataclass, none for another class; batches write hundreds of hits a second."""
    return tuple(field.name for field in fields(cls)) if is_dataclass(cls) else ()


def _as_hint(cls: Any) -> Hashable:
    return typing.cast(Hashable, cls)


@cache
def _reader(hint: Hashable) -> Reader:
    if is_dataclass(hint):
        return _dataclass_reader(hint)
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return _optional_reader(hint)
    if origin is tuple:
        item = _reader(typing.get_args(hint)[0])
        return lambda record: tuple(item(one) for one in record)
    return _PLAIN.get(hint) or (hint if isinstance(hint, type) and issubclass(hint, Enum) else _as_it_is)


def _dataclass_reader(cls: Any) -> Reader:
    hints = typing.get_type_hints(cls)
    optional = [field.name for field in fields(cls) if type(None) in typing.get_args(hints[field.name])]
    readers = {field.name: _reader(hints[field.name]) for field in fields(cls)}

    def read(record: Any) -> Any:
        values = dict.fromkeys(optional) | {
            name: reader(record[name]) for name, reader in readers.items() if name in record
        }
        return cls(**values)

    return read


def _optional_reader(hint: Any) -> Reader:
    (inner,) = (arg for arg in typing.get_args(hint) if arg is not type(None))
    reader = _reader(inner)
    return lambda record: None if record is None else reader(record)


def _as_it_is(record: Any) -> Any:
    return record


_PLAIN: dict[Any, Reader] = {datetime: datetime.fromisoformat, date: date.fromisoformat}
