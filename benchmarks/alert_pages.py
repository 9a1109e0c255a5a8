"""How long the server takes for each page of alerts with many alerts in the store.

    python -m benchmarks.alert_pages [DATABASE_URL] [--alerts 20000] [--rounds 20]

Without an address a SQLite file in a temporary folder; a server database has to be empty. The pages are asked
for with a key, in this process, on the samples of ``lists/``.
"""

from __future__ import annotations

from functools import partial

from flask.testing import FlaskClient

from benchmarks.alerts import ANNA, FALSE, filled, options, print_times, seconds_of
from screening.app import create_app
from screening.domain.access import operator
from screening.services.alert_decisions import decide
from screening.services.deps import Deps
from screening.services.key_admin import create_key
from screening.services.key_orders import KeyOrder
from screening.services.refresh import load_samples

PAGES = {
    "queue": "/alerts",
    "queue of all states": "/alerts?state=all",
    "queue, page 200": "/alerts?offset=10000",
    "queue, mine": "/alerts?assignee=@me",
    "queue, mine or nobody's": "/alerts?assignee=@free",
    "queue of a list": "/alerts?list_id=eu_fsf",
    "queue of a portfolio": "/alerts?portfolio=retail",
    "queue by facts": "/alerts?corroboration=confirmed",
    "queue by score": "/alerts?score=0.9&order=score",
    "queue, the newest": "/alerts?order=newest",
    "approvals": "/approvals",
    "suppressions": "/suppressions",
    "discount rules": "/discount-rules",
    "unfreeze reviews": "/unfreeze-reviews",
}
_PENDING = 500


def main() -> None:
    """Fill the store and measure."""
    asked = options(__doc__, alerts=20_000, rounds=20)
    with filled(asked) as (deps, ids):
        load_samples(deps)
        for one in ids[:_PENDING]:
            decide(deps, one, 1, FALSE, by=ANNA)
        _measure(deps, ids, asked.rounds)


def _measure(deps: Deps, ids: list[str], rounds: int) -> None:
    scopes = ("analyst", "approver", "screener")
    key = create_key(
        deps,
        KeyOrder(name="bench", owner="bench", scopes=scopes, rate_limit="100000/minute"),
        operator("bench"),
    )
    client = create_app(deps).test_client()
    client.environ_base["HTTP_X_API_KEY"] = key.secret
    pages = {**PAGES, "one alert": _raised(client), "one whose screening is gone": f"/alerts/{ids[-1]}"}
    for what, path in pages.items():
        client.get(path)
        print_times(what, [seconds_of(partial(_ask, client, path)) for _ in range(rounds)])


def _raised(client: FlaskClient) -> str:
    """The page of an alert that a screening raised, whose party others were decided for too."""
    question = {"subject": {"name": "Joseph Kony", "type": "individual"}, "reference": "C-1", "alert": True}
    answer = client.post("/api/v1/screenings", json=question).get_json()
    return str(answer["alerts"][0]).removeprefix("/api/v1")


def _ask(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answers {answer.status_code}")


if __name__ == "__main__":
    main()
