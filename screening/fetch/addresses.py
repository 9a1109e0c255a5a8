"""Which addresses a message may be sent to: public ones, and networks that the operator names.

A name is resolved once, and that very address is connected to: what the name server says a moment
later is not asked.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias
from urllib.parse import SplitResult, urlsplit

from screening.domain.errors import AddressRefused

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network
Resolve: TypeAlias = Callable[[str], Sequence[str]]

LONGEST_URL = 2_000
_PORTS = {"https": 443, "http": 80}
_NAT64 = IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message goes: the parts of its address, and the checked address that is connected to."""

    scheme: str
    host: str
    port: int
    path: str
    address: str


def resolve(host: str) -> Sequence[str]:
    """The addresses of a name, as the system finds them. Raises ``OSError``."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What may be reached: ``networks`` beside what is public, plain HTTP or not."""

    networks: tuple[Network, ...] = ()
    plain_http: bool = False
    resolve: Resolve = resolve

    def place(self, url: str) -> Place:
        """Where ``url`` leads. Raises ``AddressRefused`` with the reason, in which no address stands."""
        parts, port = self._parts(url)
        host = (parts.hostname or "").rstrip(".")
        address = self._checked(host)
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        return Place(scheme=parts.scheme, host=host, port=port, path=path, address=address)

    def _parts(self, url: str) -> tuple[SplitResult, int]:
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise AddressRefused("is no address of the web") from None
        if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url:
            raise AddressRefused(f"must be of at most {LONGEST_URL:,} printable ASCII characters, no blanks")
        if parts.scheme not in _PORTS or not parts.hostname:
            raise AddressRefused("must begin with https:// and name a host")
        if parts.scheme == "http" and not self.plain_http:
            raise AddressRefused("must begin with https://: plain HTTP is not allowed here")
        if parts.username is not None or parts.password is not None or parts.fragment:
            raise AddressRefused("must hold no user, password or fragment")
        return parts, port or _PORTS[parts.scheme]

    def _checked(self, host: str) -> str:
        """The first address of ``host``, all of which may be reached."""
        try:
            found = [ip_address(one.partition("%")[0]) for one in self.resolve(host)]
        except (OSError, UnicodeError, ValueError):
            found = []
        if not found:
            raise AddressRefused("names a host that is not known to the name server")
        if not all(map(self._may_reach, found)):
            raise AddressRefused(
                "leads to an address that is not public: SCREENING_WEBHOOK_NETWORKS allows networks"
            )
        return str(found[0])

    def _may_reach(self, address: Address) -> bool:
        inner = _unwrapped(address)
        is_named = any(inner.version == one.version and inner in one for one in self.networks)
        return is_named or (inner.is_global and not inner.is_multicast)


def parse_networks(texts: Sequence[str]) -> tuple[Network, ...]:
    """Networks as ``10.0.0.0/8``. Raises ``ValueError``."""
    return tuple(ip_network(one) for one in texts)


def _unwrapped(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for, where it does: it is what is reached in the end."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1] or address
