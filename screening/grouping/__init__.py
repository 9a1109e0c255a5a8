"""Designations in, party groups out: which entries of several lists are of one real party. Pure.

Facts (``facts``) → links, each pair judged by itself (``links``, ``probable``, ``births``) → who may
stand together (``groups``) → names that last (``naming``).
"""

from __future__ import annotations

GROUPING_VERSION = "1"
"""Raised whenever the same designations may be grouped differently."""
