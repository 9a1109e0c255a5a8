"""A policy file is read and judged: every fault at once, each with the line that it stands on."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from operator import ge, gt, le
from typing import Any

from screening.domain.errors import InvalidPolicy, PolicyFault
from screening.matching.policy_keys import LIST_ID, Path, Table, Value, find_key, known_keys, required_keys

_AT = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")


def read_policy_table(
    text: str, *, base: Table | None = None, known_lists: Collection[str] | None = None
) -> Table:
    """The whole table that a policy file states, laid over ``base`` where one is given.

    Raises ``InvalidPolicy``: not TOML, unknown keys, wrong types, values out of range, thresholds
    that contradict what the same policy promises, lists that are not in ``known_lists``.
    """
    stated = _parsed(text)
    faults = [*_misstated(stated, known_lists), *_unnamed(stated, base)]
    if not faults:
        whole = _laid_over(base or {}, stated)
        faults = [*_missing(whole), *_contradictions(whole)]
    if faults:
        lines = _Lines(text)
        found = (PolicyFault(lines.of(paths), message) for paths, message in faults)
        raise InvalidPolicy(sorted(found, key=lambda fault: fault.line))
    return _settled(whole)


def check_policy_table(table: Table) -> None:
    """Refuse a table that was kept by another release and means nothing, or not all, to this one.

    Raises ``InvalidPolicy``.
    """
    faults = [*_misstated(table, None), *_missing(table)]
    if faults:
        raise InvalidPolicy([PolicyFault(0, message) for _, message in faults])


_Fault = tuple[tuple[Path, ...], str]
"""The keys that a fault may be seen at, the likeliest first, and what is wrong."""


def _parsed(text: str) -> Table:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = _AT.search(str(error))
        line = int(at[1]) if at and at[1] else text.rstrip().count("\n") + 1
        message = _AT.sub("", str(error))
        raise InvalidPolicy([PolicyFault(line, f"this is no TOML: {message}")]) from None
    except RecursionError:
        raise InvalidPolicy([PolicyFault(1, "this is nested too deeply")]) from None


def _misstated(stated: Table, known_lists: Collection[str] | None) -> Iterator[_Fault]:
    for path, value in _leaves(stated):
        name, key = ".".join(path), find_key(path)
        if key is None:
            yield (path,), f"{name} is no key of a policy; here may stand {', '.join(known_keys(path))}"
            continue
        try:
            key(value)
        except ValueError as wrong:
            yield (path,), f"{name} {wrong}"
    for list_id in _table_at(stated, ("lists",)):
        if not LIST_ID.fullmatch(list_id) or (known_lists is not None and list_id not in known_lists):
            yield (("lists", list_id),), f"{list_id} is not a list that this installation knows"


def _unnamed(stated: Table, base: Table | None) -> Iterator[_Fault]:
    if base is None:
        return
    if "name" not in stated:
        yield (), 'a policy needs a name of its own: name = "…"'
    elif stated["name"] == base["name"]:
        yield (("name",),), f'name "{base["name"]}" is that of the policy that ships: take another'


def _missing(whole: Table) -> Iterator[_Fault]:
    stated = {path for path, _ in _leaves(whole)}
    for path in required_keys(whole):
        if path not in stated:
            yield (path[:-1],), f"{'.'.join(path)} is missing"


def _contradictions(whole: Table) -> Iterator[_Fault]:
    """Thresholds against the bounds that the same policy sets, so that what the rules promise holds
    for every list and type: an equal name stays a hit, a weak alias alone never is one."""
    for path, threshold in _thresholds(whole):
        for bound, holds, says in _BOUNDS:
            limit = _at(whole, bound)
            if not holds(threshold, limit):
                name, other = ".".join(path), ".".join(bound)
                yield (path, bound), f"{name} {threshold} is {says.format(f'{other} {limit}')}"


_BOUNDS: tuple[tuple[Path, Callable[[float, float], bool], str], ...] = (
    (("thresholds", "floor"), ge, "below the floor, {}"),
    (("weak_alias", "most_alone"), gt, "not above {}: a weak alias that nothing confirms would alert"),
    (("party_type", "most_other"), gt, "not above {}: a ship would alert for a person of its name"),
    (("exact_name", "least"), le, "above {}: an equal name whose facts conflict would not alert"),
    (("identifier", "least"), le, "above {}: an equal identifier alone would not alert"),
)


def _thresholds(whole: Table) -> Iterator[tuple[Path, float]]:
    for path, value in _leaves(whole):
        if path[0] in ("thresholds", "lists") and (path[-1] == "alert" or path[-2] == "types"):
            yield path, value


def _settled(whole: Table) -> Table:
    """With one way to write each value, so that 1 and 1.0 are the same policy."""
    settled: Table = {}
    for path, value in _leaves(whole):
        key = find_key(path)
        _put(settled, path, key(value) if key else value)
    return settled


def _leaves(table: Mapping[str, Any], before: Path = ()) -> Iterator[tuple[Path, Value]]:
    """All keys that are no tables, and tables that are empty where a value is wanted."""
    for name, value in table.items():
        path = (*before, name)
        if isinstance(value, Mapping) and find_key(path) is None:
            yield from _leaves(value, path)
        else:
            yield path, value


def _laid_over(base: Table, stated: Table) -> Table:
    whole: Table = {}
    for path, value in [*_leaves(base), *_leaves(stated)]:
        _put(whole, path, value)
    return whole


def _put(table: Table, path: Path, value: Value) -> None:
    for name in path[:-1]:
        table = table.setdefault(name, {})
    table[path[-1]] = value


def _at(table: Table, path: Path) -> Any:
    for name in path:
        table = table[name]
    return table


def _table_at(table: Table, path: Path) -> Mapping[str, Any]:
    for name in path:
        found = table.get(name, {})
        table = found if isinstance(found, dict) else {}
    return table


class _Lines:
    """Finds the line of a key: the statement is the first one without which the key is not there."""

    def __init__(self, text: str) -> None:
        self._tables: list[tuple[int, Table]] = []
        lines, begin = text.splitlines(), 1
        for end in range(1, len(lines) + 1):
            try:
                table = tomllib.loads("\n".join(lines[:end]))
            except tomllib.TOMLDecodeError:
                continue  # in the middle of a value of several lines
            self._tables.append((begin, table))
            begin = end + 1

    def of(self, paths: Collection[Path]) -> int:
        """The line of the first of ``paths`` that is in the file; 1 where none is."""
        return next((line for path in paths if (line := self._line(path))), 1)

    def _line(self, path: Path) -> int | None:
        return next((begin for begin, table in self._tables if _has(table, path)), None)


def _has(table: Any, path: Path) -> bool:
    for name in path:
        if not isinstance(table, dict) or name not in table:
            return False
        table = table[name]
    return bool(path)
