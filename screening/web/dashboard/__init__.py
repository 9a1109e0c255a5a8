"""The page of management figures: what waits, how fast it is decided, how much of it is false."""
