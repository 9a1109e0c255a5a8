"""Imported once by the process that workers are forked from, so that they share the memory of the modules.

What is frozen is not gone over by their collectors, which would copy it page by page.
"""

from __future__ import annotations

import gc

from screening.services import batch_workers as batch_workers

gc.collect()
gc.freeze()
