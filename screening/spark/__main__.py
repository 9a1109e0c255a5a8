"""``python -m screening.spark`` prints the path of the program for ``spark-submit``."""

from __future__ import annotations

import sys
from pathlib import Path

sys.stdout.write(f"{Path(__file__).with_name('submit.py')}\n")
