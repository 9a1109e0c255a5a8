"""The tables that names are read and compared by, worked out ahead of the first name."""

from __future__ import annotations

from screening.domain.designation import PartyType
from screening.matching.names import compare_names

_NAMES = (
    "Ivan Petrovich Andreev", "Bill Song Zhang", "金正恩", "김정은", "山田太郎", "محمد بن سلمان",
    "Владимир Путин", "Intl Factory No. 2 Ltd", "MV Sea Star",
)  # fmt: skip
"""Together they make use of every table."""


def read_tables() -> None:
    """Work out every table: some 30 MB, which processes that are forked afterwards have in common."""
    for party_type in PartyType:
        for name in _NAMES:
            compare_names(name, "Andreyev, John", party_type)
