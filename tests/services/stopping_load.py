"""A load in a process of its own that stops at a point of its way and waits to be killed.

``python stopping_load.py DATABASE_URL FILE MODULE FUNCTION``: when MODULE's FUNCTION is about to
run, the process prints ``stopped`` and waits; where it is never run, it ends with nothing printed.
"""

from __future__ import annotations

import importlib
import sys
from functools import reduce
from pathlib import Path
from typing import Any

from screening.config import Settings
from screening.services.deps import open_deps
from screening.services.refresh import load_list
from tests.loading import LIST_ID, plugged_in
from tests.stopping import stop_here


def _stop(*_: Any, **__: Any) -> None:
    stop_here()


def main(url: str, file: str, module: str, function: str) -> None:
    """Load ``file``, up to the call of ``function`` as ``module`` knows it."""
    deps = open_deps(Settings(database_url=url))
    *owners, name = function.split(".")
    setattr(reduce(getattr, owners, importlib.import_module(module)), name, _stop)
    with plugged_in():
        load_list(deps, LIST_ID, [Path(file)])


if __name__ == "__main__":
    main(*sys.argv[1:])
