"""Which format of a list the files are in, or one sentence on what they are instead."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from screening.domain.errors import BadListFile
from screening.domain.listing import ListFormat, ListSource
from screening.services.list_files import ListFile
from screening.sources.registry import all_sources

_STRANGERS: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    ("is an HTML page", re.compile(rb"<html|<!doctype html", re.I)),
    ("is a server's error document", re.compile(rb"<Error>|NoSuchKey|AccessDenied", re.I)),
    ("is a PDF document", re.compile(rb"\A%PDF-")),
    ("is a JSON document", re.compile(rb"\A(?:\xef\xbb\xbf)?\s*[{\[]")),
)
"""What comes in place of a list, by its first bytes."""


def recognise(source: ListSource, files: Sequence[ListFile]) -> tuple[ListFormat, list[ListFile]]:
    """The format of ``source`` that takes all the files together or, failing that, the only one
    of them (a zip with a readme), and the files it takes.

    Raises ``BadListFile`` saying what was found in place of the list.
    """
    heads = {file.name: file.head() for file in files}
    if form := _format_of(source, heads):
        return form, list(files)
    for file in files:
        if not heads[file.name]:
            raise BadListFile(f"{file.shown} is empty; expected {_expected(source)}")
    alone = [(form, [f]) for f in files if (form := _format_of(source, {f.name: heads[f.name]}))]
    if len(alone) == 1:
        return alone[0]
    shown = ", ".join(file.shown for file in files[:3]) + (" …" if len(files) > 3 else "")
    what = f"holds {len(alone)} editions of the list" if alone else _what(source, heads)
    raise BadListFile(f"{shown} {what}; expected {_expected(source)}")


def _format_of(source: ListSource, heads: Mapping[str, bytes]) -> ListFormat | None:
    return next((form for form in source.formats if form.recognises(heads)), None)


def _what(source: ListSource, heads: Mapping[str, bytes]) -> str:
    """What the files are instead, to complete a sentence."""
    others = [other for other in all_sources() if other.list_id != source.list_id]
    alike = [f"{other.title} ({other.list_id})" for other in others if _format_of(other, heads)]
    if alike:
        return f"looks like {' or '.join(alike)}"
    for retired in source.retired_formats:
        if retired.recognises(heads):
            return retired.words
    strange = (words for words, mark in _STRANGERS if any(map(mark.search, heads.values())))
    return next(strange, "is not a list file that is known here")


def _expected(source: ListSource) -> str:
    formats = " or ".join(form.name for form in source.formats)
    return f"{source.title} ({source.list_id}) as {formats}"
