"""Names and addresses of machines: which of them are this one."""

from __future__ import annotations

import re
from ipaddress import ip_address

_HOST = re.compile(r"(\[[^\]]*\]|[^:]*)(:\d+)?")


def is_loopback(host: str) -> bool:
    """True for ``localhost`` and for the loopback addresses of IPv4 and IPv6."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def is_sent_to_loopback(host_header: str) -> bool:
    """Whether a request with that ``Host`` header was meant for this machine by name."""
    name = _HOST.fullmatch(host_header)
    return name is not None and is_loopback(name[1])
