"""Looking parties up, what an answer shows of its hits, answers of before, and alerts raised from them."""
