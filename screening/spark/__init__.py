"""Screening on a Spark cluster: the answers of ``screening batch``, from as many machines as there are.

Needs the extra ``[spark]``. See docs/scale.md.
"""

from screening.spark.frames import hits_of, screen_frame

__all__ = ["hits_of", "screen_frame"]
