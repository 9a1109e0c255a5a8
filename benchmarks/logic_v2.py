"""Seconds a pair of nomenklatura's logic-v2: pairs as JSON on standard input, one number out.

Run by ``benchmarks.peers`` with an interpreter that has nomenklatura; it knows nothing of this project.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

_SCHEMATA = {"individual": "Person", "entity": "Organization", "vessel": "Vessel", "aircraft": "Airplane"}


def main() -> None:
    """Compare, print."""
    from followthemoney import EntityProxy  # type: ignore[import-not-found]
    from nomenklatura.matching import LogicV2  # type: ignore[import-not-found]
    from nomenklatura.matching.types import ScoringConfig  # type: ignore[import-not-found]

    def entity(name: str, schema: str) -> Any:
        return EntityProxy.from_dict({"id": name, "schema": schema, "properties": {"name": [name]}})

    config = ScoringConfig.defaults()
    pairs = json.load(sys.stdin)
    asked = {name: entity(name, _SCHEMATA[kind]) for name, kind, _ in pairs}
    listed = {(name, kind): entity(name, _SCHEMATA[kind]) for _, kind, name in pairs}
    LogicV2.compare(*list(asked.values())[:2], config)
    started = time.perf_counter()
    for name, kind, other in pairs:
        LogicV2.compare(asked[name], listed[other, kind], config)
    print((time.perf_counter() - started) / len(pairs))


if __name__ == "__main__":
    main()
