"""The base of all tables. Rows stay in ``store``; domain objects come out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, TypeAlias

from sqlalchemy import BigInteger, Date, Integer, LargeBinary, MetaData, String
from sqlalchemy.orm import DeclarativeBase, mapped_column

from screening.store.types import ExactJson, ExactText, UtcDateTime

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

BIG = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits; SQLite numbers rows by itself only in a column called INTEGER."""

RowId: TypeAlias = Annotated[int, mapped_column(BIG, primary_key=True)]
Digest: TypeAlias = Annotated[str, mapped_column(String(64))]
Exact: TypeAlias = Annotated[str, mapped_column(ExactText)]
Json: TypeAlias = Annotated[Any, mapped_column(ExactJson)]


class Table(DeclarativeBase):
    """A table of the store."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012
        datetime: UtcDateTime,
        date: Date,
        bytes: LargeBinary,
        str: String,
    }
