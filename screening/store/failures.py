"""What a database driver says, in one sentence that an operator can act on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from screening.domain.errors import DatabaseFailure

_NO_SCHEMA = "has not the schema of this release: run `screening db upgrade`"
_NO_SPACE = "has no space left: nothing of this step was kept"
_BUSY = "is locked by another process: nothing of this step was kept, try again"

_SQLITE = {
    "SQLITE_CANTOPEN": "cannot be opened: look at the path and its permissions",
    "SQLITE_BUSY": _BUSY,
    "SQLITE_LOCKED": _BUSY,
    "SQLITE_FULL": _NO_SPACE,
    "SQLITE_NOTADB": "is not a SQLite database",
    "SQLITE_READONLY": "cannot be written: look at the permissions of the file and its folder",
    "SQLITE_CORRUPT": "is damaged: restore a backup",
    "SQLITE_IOERR": "cannot be read or written: the disk reports an error",
    "SQLITE_CONSTRAINT": "refused a row that breaks its rules: nothing of this step was kept",
}
_POSTGRESQL = {
    "53100": _NO_SPACE,
    "53300": "has no connection left",
    "42P01": _NO_SCHEMA,
    "42703": _NO_SCHEMA,
    "3D000": "does not exist on the server: create it",
    "28P01": "refused the password",
    "28000": "refused the user",
    "42501": "refused: the user has not the rights",
    "55P03": _BUSY,
    "57014": "took too long: nothing of this step was kept",
    "23": "refused a row that breaks its rules: nothing of this step was kept",
    "40": "has another writer at the same rows: nothing of this step was kept, try again",
}


@contextmanager
def telling_failures(where: str) -> Iterator[None]:
    """Turn the driver's errors into ``DatabaseFailure``; ``where`` names the database to the reader.

    A value of a wrong type is a fault of the program and passes as it is.
    """
    try:
        yield
    except DBAPIError as error:
        raise DatabaseFailure(f"the database {where} {_reason(error.orig)}") from error
    except sqlite3.Error as error:
        raise DatabaseFailure(f"the database {where} {_reason(error)}") from error
    except PoolTimeout as error:
        raise DatabaseFailure(f"the database {where} has no connection left") from error


def _reason(error: BaseException | None) -> str:
    sqlite = str(getattr(error, "sqlite_errorname", None) or "")
    sqlstate = str(getattr(error, "sqlstate", None) or "")
    if "no such table" in str(error) or "no such column" in str(error):
        return _NO_SCHEMA
    known = [text for code, text in _SQLITE.items() if sqlite.startswith(code)]
    known += [_POSTGRESQL[code] for code in (sqlstate, sqlstate[:2]) if code in _POSTGRESQL]
    return known[0] if known else f"failed: {' '.join(str(error).split())}"
