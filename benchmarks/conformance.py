"""The running service against its own description: made-up requests to every address, by schemathesis.

``pip install 'schemathesis>=4,<5'`` beside the tools of development, then
``python -m benchmarks.conformance [--examples N]``. A failure is a 500, an answer of a status, a media
type or a shape that the description does not have, or one to a wrong key.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.serving import Service, running

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
    "ignored_auth",
)
_KEY = "conformance-of-the-api-0123456789"
_ENDS_KEYS = ("revoke_key", "rotate_key")
_CONFIG = """
[checks.not_a_server_error]
expected-statuses = ["2xx", "3xx", "4xx", 503]
"""
"""503 is the documented answer where a list is not loaded."""

_KNOWN = """
[parameters]
"path.list_id" = "us_ofac_sdn"
"path.dataset" = "default"
"path.authority_ref" = "20157"
"path.entity_id" = "us_ofac_sdn:20157"
"path.group_id" = "us_ofac_sdn:20157"
"query.old" = "2024-03-01.7416b89b"
"query.new" = "2024-03-01.7416b89b"
"""
"""What the samples hold, for requests that shall reach further than 404."""


@dataclass(frozen=True)
class Run:
    """A part of the whole: its name, which addresses and how, and what schemathesis is told beside."""

    name: str
    options: Sequence[str]
    config: str = _CONFIG


_ALL_BUT = tuple(f"--exclude-operation-id={name}" for name in _ENDS_KEYS)
_ALONE = tuple(f"--include-operation-id={name}" for name in _ENDS_KEYS)
_NOT_STATEFUL = "--phases=coverage,fuzzing"

RUNS = (
    Run("made-up parameters", _ALL_BUT),
    Run("known parameters", (*_ALL_BUT, _NOT_STATEFUL), _CONFIG + _KNOWN),
    Run("ending keys", (*_ALONE, _NOT_STATEFUL)),
)
"""All addresses with anything, then with what is there; those that end keys apart, without looking for
keys to end, since the requests need one."""


def main(examples: int) -> int:
    """Run all; 0 where nothing was found. The key must still count afterwards: a run that lost it would
    have tested nothing but refusals."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder), "--workers", "2", SCREENING_BOOTSTRAP_KEY=_KEY) as service,
    ):
        codes = []
        for number, run in enumerate(RUNS):
            print(f"\n=== {run.name}", flush=True)
            config = Path(folder) / f"{number}.toml"
            config.write_text(run.config, encoding="utf-8")
            codes.append(_schemathesis(service, config, [*run.options, f"--max-examples={examples}"]))
            if service.ask("GET", "/api/v1/lists", headers={"X-API-Key": _KEY}).status != 200:
                sys.exit("The key was lost: what came after it says nothing.")
        if "Traceback" in service.log.read_text("utf-8"):
            sys.exit(f"The service logged an error:\n{service.log.read_text('utf-8')[-4000:]}")
    return max(codes)


def _schemathesis(service: Service, config: Path, options: Sequence[str]) -> int:
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(config)),
        *("run", f"{service.url}/api/v1/openapi.json"),
        *("--header", f"Authorization: Bearer {_KEY}", "--checks", ",".join(CHECKS)),
        *("--continue-on-failure", "--workers=2", "--suppress-health-check=all", *options),
    ]
    # What it remembers between runs stays where it is thrown away.
    return subprocess.run(command, check=False, cwd=config.parent).returncode


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Test the running service against its description.")
    parser.add_argument("--examples", type=int, default=50, help="made-up requests to each address")
    sys.exit(main(parser.parse_args().examples))
