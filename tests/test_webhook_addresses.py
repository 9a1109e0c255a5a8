"""Messages go to public addresses, and to those alone that were checked."""

from __future__ import annotations

import pytest

from screening.domain.errors import AddressRefused
from screening.fetch.addresses import Reach, parse_networks

PUBLIC = "93.184.216.34"


def reach(*addresses: str, networks: tuple[str, ...] = (), plain_http: bool = False) -> Reach:
    """What is reached where every name has these addresses."""
    return Reach(
        networks=parse_networks(networks), plain_http=plain_http, resolve=lambda host: list(addresses)
    )


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.1.2.3",
        "100.64.0.1", "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1%eth0",
        "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
        "2001:db8::1",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_is_refused_however_it_is_written(address: str) -> None:
    with pytest.raises(AddressRefused, match="not public"):
        reach(address).place("https://hooks.example/")


@pytest.mark.parametrize("address", [PUBLIC, "2606:2800:220:1:248:1893:25c8:1946"])
def test_a_public_address_is_where_the_message_goes(address: str) -> None:
    place = reach(address).place("https://hooks.example/in?a=b")
    assert (place.host, place.port, place.path, place.address) == ("hooks.example", 443, "/in?a=b", address)


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(AddressRefused, match="not public"):
        reach(PUBLIC, "10.0.0.1").place("https://hooks.example/")


def test_a_network_that_the_operator_names_is_reached_and_no_other() -> None:
    assert reach("10.1.2.3", networks=("10.1.0.0/16",)).place("https://hooks.example/").address == "10.1.2.3"
    mapped = reach("::ffff:10.1.2.3", networks=("10.1.0.0/16",)).place("https://hooks.example/")
    assert mapped.address == "::ffff:a01:203"
    with pytest.raises(AddressRefused):
        reach("10.2.0.1", networks=("10.1.0.0/16",)).place("https://hooks.example/")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://hooks.example/", "plain HTTP"),
        ("ftp://hooks.example/", "https://"),
        ("https:///in", "https://"),
        ("hooks.example", "https://"),
        ("https://user:secret@hooks.example/", "user"),
        ("https://hooks.example/#part", "fragment"),
        ("https://hooks.example:99999/", "no address"),
        ("https://[::1/", "no address"),
        ("https://hooks.example/a b", "blanks"),
        ("https://höks.example/", "ASCII"),
        ("https://hooks.example/\r\nX: y", "ASCII"),
        ("https://hooks.example/" + "a" * 2_000, "2,000"),
    ],
)
def test_what_is_no_safe_address_is_refused_in_one_sentence(url: str, said: str) -> None:
    with pytest.raises(AddressRefused, match=said):
        reach(PUBLIC).place(url)


def test_plain_http_needs_the_setting() -> None:
    place = reach(PUBLIC, plain_http=True).place("http://hooks.example")
    assert (place.scheme, place.port, place.path) == ("http", 80, "/")


def test_a_name_that_is_not_known_is_refused() -> None:
    def unknown(host: str) -> list[str]:
        raise OSError(-2, "Name or service not known")

    with pytest.raises(AddressRefused, match="not known"):
        Reach(resolve=unknown).place("https://hooks.example/")


def test_the_real_name_server_is_asked_where_no_other_is_given() -> None:
    with pytest.raises(AddressRefused, match="not public"):
        Reach().place("https://localhost/")
