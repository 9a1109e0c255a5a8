"""The pages that whoever asks may open, as every page offers them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, g, request

from screening.domain.access import Permission, Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A page of the navigation: its endpoint, what it is called, what whoever opens it may do, and
    the start of the addresses that belong to it."""

    endpoint: str
    label: str
    needs: Permission
    prefix: str


ENTRIES = (
    Entry(endpoint="web.home", label="Screen", needs=Permission.READ_LISTS, prefix="/screenings"),
    Entry(endpoint="web.alerts", label="Alerts", needs=Permission.READ_ALERTS, prefix="/alerts"),
    Entry(endpoint="web.approvals", label="Approvals", needs=Permission.APPROVE, prefix="/approvals"),
    Entry(endpoint="web.batches", label="Files", needs=Permission.READ_SCREENINGS, prefix="/batches"),
    Entry(endpoint="web.lists", label="Lists", needs=Permission.READ_LISTS, prefix="/lists"),
    Entry(
        endpoint="web.monitoring", label="Monitoring", needs=Permission.READ_SCREENINGS, prefix="/monitoring"
    ),
    Entry(endpoint="web.dashboard", label="Dashboard", needs=Permission.READ_ALERTS, prefix="/dashboard"),
    Entry(endpoint="web.audit", label="Audit", needs=Permission.READ_AUDIT, prefix="/audit"),
    Entry(endpoint="web.admin", label="Administration", needs=Permission.MANAGE_ACCOUNTS, prefix="/admin"),
)
"""In the order in which they are shown."""

_OF_SEARCHING = ("/look-up", "/designations/")
"""Pages that belong to the first one, whatever their addresses."""


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as a page shows it."""

    endpoint: str
    label: str
    is_current: bool


def links_of(principal: Principal, path: str) -> list[Link]:
    """What ``principal`` may open; that which the page at ``path`` belongs to is current."""
    return [
        Link(one.endpoint, _label(one, principal), _is_of(path, one.prefix))
        for one in ENTRIES
        if principal.may(one.needs)
    ]


def register_navigation(app: Flask) -> None:
    """Let the templates of ``app`` draw the navigation; before anybody is known there is none."""

    def links() -> list[Link]:
        principal: Principal | None = g.get("principal")
        return links_of(principal, request.path) if principal else []

    def may(permission: str) -> bool:
        principal: Principal | None = g.get("principal")
        return bool(principal and principal.may(Permission(permission)))

    app.context_processor(lambda: {"navigation": links, "may": may})


def _label(entry: Entry, principal: Principal) -> str:
    """The first page screens for who may screen, and looks up for everybody else."""
    is_search = entry.endpoint == "web.home" and not principal.may(Permission.SCREEN)
    return "Look up" if is_search else entry.label


def _is_of(path: str, prefix: str) -> bool:
    if prefix == "/screenings" and (path == "/" or path.startswith(_OF_SEARCHING)):
        return True
    return path == prefix or path.startswith(f"{prefix}/")
