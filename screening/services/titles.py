"""What lists, programmes and reasons for verdicts are called; their code where nobody knows them here."""

from __future__ import annotations

from collections.abc import Iterable

from screening.domain.errors import UnknownList
from screening.services.alert_reasons import all_reasons
from screening.services.programmes import programme_key, programmes_of
from screening.sources.registry import find_source


def list_title(list_id: str) -> str:
    """The list's title; its id where this release no longer knows the list."""
    try:
        return find_source(list_id).title
    except UnknownList:
        return list_id


def programme_titles(list_id: str, codes: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Programmes by code and title; no title where the list's table does not describe one."""
    table = programmes_of(list_id)
    found = ((code, table.get(programme_key(code))) for code in codes)
    return tuple((code, programme.title if programme else "") for code, programme in found)


def reason_title(code: str) -> str:
    """What a reason for a verdict says; its code where this release no longer knows it."""
    reason = all_reasons().get(code)
    return reason.title if reason else code
