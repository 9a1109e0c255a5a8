"""What was lately worked out, and no more of it than there is room for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Generic, TypeVar

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class Recent(Generic[_Key, _Value]):
    """A mapping that remembers the last ``most`` entries at least, and twice as many at most.

    When the young ones are that many they grow old, and the old ones go; an old one that is asked for is
    young again. Threads may share it: at worst two of them work the same thing out.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._young: dict[_Key, _Value] = {}
        self._old: dict[_Key, _Value] = {}

    def get(self, key: _Key) -> _Value | None:
        """What is remembered of ``key``; None for nothing."""
        found = self._young.get(key)
        if found is None and (found := self._old.get(key)) is not None:
            self[key] = found
        return found

    def known(self, keys: Collection[_Key]) -> dict[_Key, _Value]:
        """What is remembered of some keys; those of which nothing is are left out."""
        young, old = self._young, self._old
        known = {key: young[key] for key in young.keys() & keys}
        for key in old.keys() & keys if old else ():
            if key not in known:
                self[key] = known[key] = old[key]
        return known

    def update(self, found: Mapping[_Key, _Value]) -> None:
        """Remember what was worked out of some keys, if there is room for all of it."""
        if len(found) > self._most:
            return
        if len(self._young) >= self._most:
            self._old, self._young = self._young, {}
        self._young.update(found)

    def __setitem__(self, key: _Key, value: _Value) -> None:
        if len(self._young) >= self._most:
            self._old, self._young = self._young, {}
        self._young[key] = value
