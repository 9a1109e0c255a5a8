"""Names in the UN's list: one element may hold several, in two scripts, with remarks.

``Azim Adhajani; Azim Agha-Jani`` is two names, ``Jin Tiesan (金铁三)`` is one name in two scripts,
``El Para (combat name)`` is a name with a remark. What is not one of these forms stays as printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from screening.sources.entries import has_name
from screening.sources.record import squeeze
from screening.sources.scripts import script_of

_REMARK = re.compile(
    r"(?:combat name|birth name|nom de guerre|(?:previously|formerly) listed as|original script|tigrinya)"
    r"|.*\b(?:passport|identity|identification|born)\b.*",
    re.I | re.S,
)
_LABEL = re.compile(r"^(?:(?:original|in arabic) script|in arabic|transliterations?)\s*:\s*", re.I)
_TAIL = re.compile(r",?\s+(born\s.+)$|\s+-\s+(sub-unit name)$", re.I)
_SCRIPT_NOTE = re.compile(r"(?:original script|in arabic(?: script)?)\s*:\s*(.+)", re.I)
_TRIM = " ,;"


def split_names(wording: str) -> list[tuple[str, str | None]]:
    """The names in ``wording`` in their order, each with its remark or None; none twice."""
    found: dict[str, str | None] = {}
    for name, remark in _names(squeeze(wording)):
        if has_name(name):
            found.setdefault(name, remark)
    return list(found.items())


def name_in_note(note: str | None) -> str | None:
    """The name in another script that a note states (``original script: Абу Банат``), or None."""
    match = _SCRIPT_NOTE.search(note or "")
    return squeeze(match[1]) if match and script_of(match[1]) not in (None, "Latn") else None


def _names(text: str) -> Iterator[tuple[str, str | None]]:
    for part in _split(text):
        outer, inner, remarks = _sorted_groups(part)
        match = _TAIL.search(outer)
        if match:
            outer = outer[: match.start()]
            remarks.insert(0, match[1] or match[2])
        yield squeeze(outer).strip(_TRIM), squeeze("; ".join(map(str.strip, remarks))) or None
        for group in inner:
            yield from _names(_LABEL.sub("", group))


def _sorted_groups(part: str) -> tuple[str, list[str], list[str]]:
    """``part`` without the brackets that hold other names or remarks; those names; those remarks."""
    outer, names, remarks = part, [], []
    bare = "".join(text for text, depth in _levels(part) if depth == 0)
    for group in _groups(part):
        if _REMARK.fullmatch(group):
            remarks.append(group)
        elif ";" in group or script_of(_LABEL.sub("", group)) not in (None, script_of(bare)):
            names.append(group)
        else:
            continue
        outer = outer.replace(f"({group})", " ", 1)
    return outer, names, remarks


def _groups(part: str) -> list[str]:
    """The contents of the outermost brackets."""
    marked = "".join(text if depth else "\n" for text, depth in _levels(part))
    return [group[1:-1] for group in marked.split("\n") if group]


def _split(text: str) -> list[str]:
    """``text`` at its semicolons, but not at those inside brackets."""
    marked = "".join("\n" if depth == 0 and text == ";" else text for text, depth in _levels(text))
    return marked.split("\n")


def _levels(text: str) -> list[tuple[str, int]]:
    """Each character with how many brackets it is in; the brackets themselves count as inside.
    No character is inside anything where the brackets do not balance."""
    levels, depth = [], 0
    for character in text:
        opens, closes = character == "(", character == ")"
        depth += opens
        levels.append((character, depth))
        depth -= closes
        if depth < 0:
            break
    return levels if depth == 0 else [(character, 0) for character in text]
