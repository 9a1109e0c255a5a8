"""Tables are worked out ahead, so that processes that are forked have them in common."""

from __future__ import annotations

import subprocess
import sys

# In a process of its own, since here the tables have long been read by other tests.
_PROGRAM = """
import importlib, pkgutil
import screening.matching, screening.text
from screening.matching.tables import read_tables

read_tables()
for package in (screening.matching, screening.text):
    for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        module = importlib.import_module(found.name)
        for name, made in vars(module).items():
            info = getattr(made, "cache_info", None)
            if info and made.__module__ == found.name and (info().maxsize, info().currsize) == (None, 0):
                print(f"{found.name}.{name}")
"""
_OF_OTHER_FACTS = ("screening.matching.policy.", "screening.text.countries.")


def test_every_table_that_names_are_read_by_is_worked_out_ahead() -> None:
    ran = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True)

    left = [name for name in ran.stdout.split() if not name.startswith(_OF_OTHER_FACTS)]
    assert left == []
