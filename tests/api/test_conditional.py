"""What a client has kept is not sent again; what it has not is, whatever it says."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient

from screening.services.deps import Deps
from screening.services.refresh import load_list, release_version
from tests.loading import list_xml, write

KEPT = [
    "/api/v1/lists",
    "/api/v1/lists/us_ofac_sdn/versions",
    "/api/v1/designations/us_ofac_sdn/20157",
    "/api/v1/openapi.json",
    "/catalog",
    "/entities/us_ofac_sdn:20157",
]


@pytest.mark.parametrize("address", KEPT)
def test_what_has_not_changed_is_not_sent_again(reader: FlaskClient, address: str) -> None:
    first = reader.get(address)
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = reader.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = reader.get(address, headers={"If-None-Match": '"other"'})
    assert (other.status_code, other.data) == (200, first.data)


def test_what_has_changed_is_sent(client: FlaskClient, deps: Deps) -> None:
    tags = {address: client.get(address).headers["ETag"] for address in KEPT[:2]}
    file = write(deps.data_folder / "list.xml", list_xml(date(2026, 1, 1)))
    held = load_list(deps, "us_ofac_sdn", [file]).version.version
    release_version(deps, "us_ofac_sdn", held, reason="test", by="test")
    for address, tag in tags.items():
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    "address", ["/api/v1/designations?q=kim", "/search/default", "/api/v1/lists/none/versions"]
)
def test_other_answers_are_not_kept(reader: FlaskClient, address: str) -> None:
    headers = reader.get(address).headers
    assert "ETag" not in headers
    assert headers["Cache-Control"] == "no-store"
