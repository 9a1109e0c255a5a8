"""Events as the JSON that the feed answers with and webhooks carry; and the feed itself."""

from __future__ import annotations

from typing import Any

from screening.domain.access import Principal
from screening.domain.errors import Fault, InvalidRequest
from screening.domain.events import Event, EventKind
from screening.services.answers import alert_path, instant_text
from screening.services.deps import Deps
from screening.store.events import events_after, last_seq

ALERT_KINDS = tuple(kind for kind in EventKind if kind.resource == "alert")


def read_feed(
    deps: Deps, after: int, *, kinds: tuple[EventKind, ...] | None = None, limit: int, seen_by: Principal
) -> list[Event]:
    """The next events after that number: of these kinds (None: all), of the portfolios that ``seen_by``
    sees, and what is told to all.

    Raises ``InvalidRequest`` for a number that is not given yet, as after a restore: who read on from it
    would miss what happens.
    """
    with deps.database.reading() as session:
        if after > (last := last_seq(session)):
            raise InvalidRequest([Fault("after", f"is of no event yet: the last one is {last}")])
        return events_after(session, after, seen_by.portfolios, kinds=kinds, limit=limit)


def event_to_dict(event: Event, *, base: str = "", reference: str | None = None) -> dict[str, Any]:
    """An event as JSON: ids, states, links that begin with ``base``; of the subject nothing but its
    ``reference``, where that is given."""
    return {
        "type": event.kind.value,
        "timestamp": instant_text(event.at),
        "id": event.id,
        "seq": event.seq,
        "data": {
            **_ABOUT[event.kind.resource](event, base),
            **({"reference": reference} if reference is not None else {}),
            **event.data,
        },
    }


def _alert(event: Event, base: str) -> dict[str, Any]:
    return {
        "alert": event.subject,
        "url": base + alert_path(event.subject),
        "version": event.number,
        "portfolio": event.portfolio,
    }


def _list(event: Event, base: str) -> dict[str, Any]:
    return {"list_id": event.subject, "url": f"{base}/api/v1/lists/{event.subject}/versions"}


def _import(event: Event, base: str) -> dict[str, Any]:
    address = f"{base}/api/v1/monitoring/imports/{event.subject}"
    return {"import": event.subject, "url": address, "portfolio": event.portfolio}


def _rescreening(event: Event, base: str) -> dict[str, Any]:
    address = f"{base}/api/v1/monitoring/rescreenings/{event.subject}"
    return {"rescreening": int(event.subject), "url": address}


def _incident(event: Event, base: str) -> dict[str, Any]:
    return {"incident": int(event.subject), "url": f"{base}/api/v1/monitoring/incidents"}


def _task(event: Event, base: str) -> dict[str, Any]:
    return {"task": event.subject}


_ABOUT = {
    "alert": _alert,
    "list": _list,
    "import": _import,
    "rescreening": _rescreening,
    "incident": _incident,
    "task": _task,
}
