"""Imported once by the process that workers are forked from, so that they share the memory of the modules
and of the tables that names are read by.

What is frozen is not gone over by their collectors, which would copy it page by page.
"""

from __future__ import annotations

import gc

from screening.matching.tables import read_tables
from screening.services import batch_workers as batch_workers

read_tables()
gc.collect()
gc.freeze()
