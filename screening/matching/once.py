"""What is worked out of a value when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

_Found = TypeVar("_Found")


class once(Generic[_Found]):  # noqa: N801
    """``functools.cached_property`` without the lock that it takes before Python 3.12: at worst two threads
    work the same thing out."""

    def __init__(self, work: Callable[[Any], _Found]) -> None:
        self._work, self.__doc__ = work, work.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> once[_Found]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> _Found: ...
    def __get__(self, instance: object | None, owner: type) -> once[_Found] | _Found:
        if instance is None:
            return self
        found = instance.__dict__[self._name] = self._work(instance)
        return found
