"""The folder that the workers of one service count in together, of this start alone.

``prometheus_client`` decides when it is first imported whether it counts in files, by the
environment: this module is called before, and imports nothing of it.
"""

from __future__ import annotations

import os
import shutil
import socket
import sys
from pathlib import Path

_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


def open_folder(data_folder: Path, address: str, port: int) -> Path:
    """An empty folder under ``metrics/`` in the data folder, named by the machine and the address
    that is listened on, which no other service has at the same time."""
    if "prometheus_client" in sys.modules:
        raise RuntimeError("prometheus_client was imported before its folder was opened")
    name = f"{socket.gethostname()}-{address.replace(':', '_')}-{port}"
    folder = (data_folder / "metrics" / name).absolute()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ[_VARIABLE] = str(folder)
    return folder


def close_folder(folder: Path) -> None:
    """Leave nothing behind when the service ends."""
    shutil.rmtree(folder, ignore_errors=True)
