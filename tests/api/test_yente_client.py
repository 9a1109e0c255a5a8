"""The public client of OpenSanctions' API, unchanged, against the service as it is really run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from yente_client import Client, Company, Person, Vessel
from yente_client.exceptions import APIError, AuthenticationError, BadRequestError, NotFoundError

from tests.accounts import make_key
from tests.api.conftest import open_in
from tests.serving import running


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("service")
    with running(folder, "--workers", "1") as service:
        with closing(open_in(folder)) as deps:
            key = make_key(deps, "analyst").secret
        with Client(base_url=service.url, api_key=key) as client:
            yield client


def test_a_person_is_matched(client: Client) -> None:
    hits = client.match(
        Person(firstName="Jong Un", lastName="Kim", birthDate="1984"), datasets=["sanctions"], threshold=0.7
    )
    assert hits.top is not None
    assert hits.top.caption == "KIM, Jong Un"
    assert hits.matches == [hits.top]
    assert sum(line.score for line in hits.top.contributing_explanations.values()) == pytest.approx(1)


def test_one_that_is_not_listed_has_no_match(client: Client) -> None:
    assert client.match(Company(name="Nobody In Particular")).top is None


def test_filters_of_the_client_are_understood(client: Client) -> None:
    found = client.match(
        Vessel(name="Adrian Darya 1"),
        datasets=["un_sc_sanctions", "us_ofac_sdn"],
        exclude_schemata=["Person"],
        cutoff=0.5,
        limit=3,
        algorithm="logic-v2",
    )
    assert found.top is not None
    assert found.top.datasets == ["us_ofac_sdn"]


def test_many_are_matched_one_by_one(client: Client) -> None:
    names = {"a": "Kim Jong Un", "b": "Nobody In Particular"}
    asked = [(key, Person(name=name)) for key, name in names.items()]
    found = dict(client.match_iter(asked, workers=2))
    assert (found["a"].top is None, found["b"].top is None) == (False, True)


def test_entities_are_searched_and_read(client: Client) -> None:
    found = client.search("kim jong", datasets=["default"], schema="Person")
    assert found.total.value == len(found.results) > 0
    assert client.fetch(found.results[0].id).properties["sanctions"]


def test_what_is_merged_is_followed_to_its_entity(client: Client) -> None:
    entity = next(one for one in client.search("", limit=100).results if one.referents)
    assert client.fetch(entity.referents[0]).id == entity.id


def test_the_service_describes_itself(client: Client) -> None:
    assert "us_ofac_sdn" in client.datasets().current
    assert client.algorithms().best == "screening"
    assert (client.healthz().status, client.readyz().status) == ("ok", "ready")


def test_errors_reach_the_client_in_words(client: Client) -> None:
    with pytest.raises(BadRequestError, match="Invalid algorithm"):
        client.match(Person(name="x"), algorithm="neural-net")
    with pytest.raises(NotFoundError):
        client.match(Person(name="x"), datasets=["peps"])
    with pytest.raises(APIError, match="threshold"):
        client.match(Person(name="x"), threshold=0.1)


def test_a_wrong_key_is_refused(client: Client) -> None:
    with Client(base_url=client._base_url, api_key="x" * 40) as stranger, pytest.raises(AuthenticationError):
        stranger.match(Person(name="x"))
