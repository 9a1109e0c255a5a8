"""Subject x designations -> hits. Pure; rapidfuzz and numpy live here only."""

from screening.matching.names import compare_names

__all__ = ["compare_names"]
