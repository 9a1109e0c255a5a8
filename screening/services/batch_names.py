"""The names of a row: one column, parts in several, further ones beside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

_PARTS = ("given_name", "middle_name", "family_name")


def names_of(
    held: Mapping[str, Sequence[object]], split: Callable[[Iterable[object]], list[object]]
) -> list[object]:
    """The name of a row and its aliases, each once; ``split`` takes cells of several aliases apart.

    The name is that of its column; where only a given or only a family name stands beside it that it
    does not hold, both together (``Name; Vorname``). Without it the parts make it, and where they make
    another one, that is an alias.
    """
    names = [str(one) for one in held.get("name", ()) if isinstance(one, str)]
    parts = {part: text for part in _PARTS if (text := _text(held.get(part, ())))}
    whole = _whole(_text(names[:1]), parts)
    if not whole:
        return []
    found: list[object] = [whole, *filter(None, names[1:])]
    if parts.keys() >= {"given_name", "family_name"} and not _words(_joined(parts)) <= _words(whole):
        found.append(_joined(parts))
    return [*found, *(one for one in split(held.get("alias", ())) if one not in found)]


def _whole(name: str, parts: Mapping[str, str]) -> str:
    """The name with the one part that it lacks, or the parts where there is none."""
    outer = [part for part in ("given_name", "family_name") if part in parts]
    if not name:
        return _joined(parts)
    if len(outer) != 1 or _words(parts[outer[0]]) <= _words(name):
        return name
    before = [parts[part] for part in ("given_name", "middle_name") if part in parts]
    after = [parts["family_name"]] if "family_name" in parts else []
    return " ".join([*before, name, *after])


def _joined(parts: Mapping[str, str]) -> str:
    return " ".join(parts[part] for part in _PARTS if part in parts)


def _text(cells: Sequence[object]) -> str:
    return " ".join(cell.strip() for cell in cells if isinstance(cell, str) and cell.strip())


def _words(text: str) -> set[str]:
    return set(text.casefold().split())
