"""A record of an XML list, read to exhaustion: what nobody took is reported, never lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from lxml import etree

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_NAMESPACE = re.compile(r"\sxmlns(?::\w+)?=\"[^\"]*\"")
_EXCERPT = 400


class UnreadableRecordError(ValueError):
    """A record that cannot be understood as an entry; the message is the reason, in a few words."""


class Record:
    """One XML element by local names, whatever its namespace.

    Its fields are other elements: a plain text, or a record where there is more than text in one.
    Taking a field removes it; ``leftovers`` names everything that was never taken. Attributes of
    the XML Schema instance namespace (``xsi:nil``) say nothing of the party and are left out.
    """

    __slots__ = ("_element", "_opened", "_reports", "attributes", "fields", "tag", "text")

    def __init__(self, tag: str, text: str = "", element: etree._Element | None = None) -> None:
        self.tag = tag
        self.text = text
        self.attributes: dict[str, str] = {}
        self.fields: dict[str, list[Record | str]] = {}
        self._element = element
        self._opened: list[Record] = []
        self._reports: list[tuple[str, str]] = []

    def take(self, tag: str) -> str | None:
        """The text of the first field ``tag``, stripped; None where it is absent or blank."""
        found = self.fields.get(tag)
        if not found:
            return None
        field = found.pop(0)
        if not found:
            del self.fields[tag]
        if isinstance(field, str):
            return field.strip() or None
        self._opened.append(field)
        return field.take_text()

    def take_text(self) -> str | None:
        """The text of this element itself, stripped; None where it is blank."""
        text, self.text = self.text.strip(), ""
        return text or None

    def take_all(self, tag: str) -> list[str]:
        """The texts of all fields ``tag`` in order, stripped, without blank ones."""
        texts = (self.take(tag) for _ in range(len(self.fields.get(tag, ()))))
        return [text for text in texts if text]

    def take_attribute(self, name: str) -> str | None:
        """The attribute ``name`` of this element, stripped; None where it is absent or blank."""
        return (self.attributes.pop(name, "")).strip() or None

    def open_all(self, tag: str) -> list[Record]:
        """The fields ``tag`` as records of their own; what stays in them is a leftover of this one."""
        found = self.fields.pop(tag, [])
        opened = [Record(tag, field) if isinstance(field, str) else field for field in found]
        self._opened += opened
        return opened

    def open_list(self, outer: str, inner: str) -> list[Record]:
        """The records ``inner`` inside every list ``outer`` (``akaList/aka``)."""
        return [record for group in self.open_all(outer) for record in group.open_all(inner)]

    def report(self, tag: str, value: str) -> None:
        """Name a value that was read but not understood, as a leftover of this record."""
        self._reports.append((tag, value))

    def leftovers(self, path: str | None = None) -> Iterator[tuple[str, str]]:
        """Every (path, value) in this element that nobody took or that was reported."""
        path = path or self.tag
        yield from ((f"{path}/{tag}", value) for tag, value in self._reports)
        yield from ((f"{path}/@{name}", value) for name, value in self.attributes.items())
        if self.text.strip():
            yield path, self.text.strip()
        for tag, fields in self.fields.items():
            for field in fields:
                yield from _untouched(f"{path}/{tag}", field)
        for record in self._opened:
            yield from record.leftovers(f"{path}/{record.tag}")

    def excerpt(self) -> str:
        """The beginning of the published XML, for a person to look at. Valid only until the next
        record is read."""
        if self._element is None:
            return self.text[:_EXCERPT]
        xml = etree.tostring(self._element, encoding="unicode", with_tail=False)
        return squeeze(_NAMESPACE.sub("", xml))[:_EXCERPT]


def read_element(element: etree._Element) -> Record:
    """The record that an XML element is, with everything in it."""
    record = Record(_local(str(element.tag)), element.text or "", element)
    for key, value in element.items():
        if not key.startswith(_XSI):
            record.attributes[_local(key)] = value
    for child in element:
        is_plain = len(child) == 0 and not child.keys()
        field = child.text or "" if is_plain else read_element(child)
        record.fields.setdefault(_local(str(child.tag)), []).append(field)
        if child.tail:
            record.text += child.tail
    return record


def squeeze(text: str) -> str:
    """``text`` with every run of white space, line breaks included, made one blank."""
    return " ".join(text.split())


def _untouched(path: str, field: Record | str) -> Iterator[tuple[str, str]]:
    if isinstance(field, str):
        yield path, field.strip()
    else:
        yield from field.leftovers(path)


@cache
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
