"""Measurements: one command each, on the samples or on real files."""
