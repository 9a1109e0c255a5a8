"""How the processes that answer the rows of a batch are started."""

from __future__ import annotations

import subprocess
import sys

import pytest

_PROGRAM = """
import threading
from screening.services.batch_workers import worker_context

print(worker_context().get_start_method())
end = threading.Event()
threading.Thread(target=end.wait).start()
print(worker_context().get_start_method())
end.set()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="forking is for Linux")
def test_workers_are_not_forked_from_a_process_with_other_threads_whose_locks_may_be_held() -> None:
    ran = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True)

    assert ran.stdout.split() == ["fork", "forkserver"]
