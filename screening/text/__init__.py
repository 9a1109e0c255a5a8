"""Strings to comparable strings: folding, tokens, dates, countries, identifiers. Pure."""
