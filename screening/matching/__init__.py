"""Subject x designations -> hits. Pure; rapidfuzz and numpy live here only."""
