"""Sanctions-list screening: official lists in, scored and explained hits out."""

__version__ = "0.1.0"
