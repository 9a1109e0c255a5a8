"""Cells of tables that people open in a spreadsheet, which takes some texts for formulas and runs them.

OWASP, *CSV Injection*: a cell that begins with one of these characters gets an apostrophe before it.
"""

from __future__ import annotations

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def neutralised(text: str) -> str:
    """``text`` as no spreadsheet takes it for a formula."""
    return "'" + text if text.startswith(FORMULA_STARTS) else text
