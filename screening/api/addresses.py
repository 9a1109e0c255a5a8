"""What is asked in the address of a request: text in UTF-8, or it is refused.

Read leniently, a byte that is none would stand as other characters in a name that is then not found.
"""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

from flask import Flask, request

from screening.domain.errors import Fault, InvalidRequest


def register_addresses(app: Flask) -> None:
    """Let ``app`` answer no parameters that are not UTF-8."""
    app.before_request(_check)


def _check() -> None:
    faults = [
        Fault(_name_of(sent), "must be UTF-8") for sent in request.query_string.split(b"&") if _is_bad(sent)
    ]
    if faults:
        raise InvalidRequest(faults)


def _is_bad(parameter: bytes) -> bool:
    try:
        unquote_to_bytes(parameter).decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def _name_of(parameter: bytes) -> str:
    """The name of ``name=value``; that of one that cannot be read is the query's."""
    name = parameter.partition(b"=")[0]
    return "query" if _is_bad(name) else unquote_to_bytes(name).decode("utf-8")[:64]
