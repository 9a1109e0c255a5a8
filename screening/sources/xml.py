"""Published XML as records, one at a time, in constant memory and without trusting the file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO, Literal, TypeAlias

from lxml import etree

from screening.domain.errors import BadListFile
from screening.domain.listing import PublishedFile
from screening.sources.record import Record, read_element, squeeze

_CHUNK = 1 << 16

Glance: TypeAlias = Callable[[etree._Element], None]


@dataclass(frozen=True, slots=True)
class Layout:
    """What a file must look like: its ``root``, the ``records`` in it, the ``containers`` that
    hold records, and ``expected``, the words for it in an error sentence. Records in ``passed_over``
    are dropped unread, after a glance at most."""

    root: str
    records: tuple[str, ...]
    expected: str
    containers: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()


def records(file: PublishedFile, layout: Layout, *, glance: Glance | None = None) -> Iterator[Record]:
    """The root (its attributes only), then every record in the order of the file.

    Elements beside the records that the layout does not know come out as well, so that the
    caller can report them. A record is valid until the next one is asked for. ``glance`` is shown
    the elements that are passed over.

    Raises BadListFile, naming the file and what was expected, for a file that is empty, no XML,
    a web page, a storage service's error document, another list, cut short, damaged, or that
    declares a document type (entities are never expanded).
    """
    with file.open() as stream:
        head = stream.read(_CHUNK)
        yield _root_record(file.name, head, layout)
        try:
            yield from _read_all(stream, head, layout, glance)
        except etree.XMLSyntaxError as error:
            reason = squeeze(error.msg or "")
            raise BadListFile(
                f"{file.name} is cut short or damaged ({reason}); expected all of {layout.expected}."
            ) from error


def root_name(head: bytes) -> str | None:
    """The local name of the root element that begins in ``head``; None where there is none."""
    root = _root(head)
    return None if root is None else read_element(root).tag


def only_file(files: tuple[PublishedFile, ...], layout: Layout) -> PublishedFile:
    """The one file of a publication. Raises BadListFile where there are none or several."""
    if len(files) != 1:
        names = ", ".join(file.name for file in files) or "nothing"
        raise BadListFile(f"Got {names}; expected one file, {layout.expected}.")
    return files[0]


def count_attribute(file: PublishedFile, layout: Layout, attribute: str) -> Counter[str]:
    """How many records bear each value of ``attribute``, blank and absent ones left out.

    Reads the file once through; what is damaged in it ends the count without an error, since
    ``records`` tells of it.
    """
    counted: Counter[str] = Counter()
    parser = _parser("end", layout.records)
    with file.open() as stream, suppress(etree.XMLSyntaxError):
        while chunk := stream.read(_CHUNK):
            parser.feed(chunk)
            for _, element in parser.read_events():
                counted.update(filter(None, [element.get(attribute)]))
                element.clear()
                parent = element.getparent()
                while parent is not None and parent[0] is not element:
                    del parent[0]
    return counted


def _read_all(stream: BinaryIO, head: bytes, layout: Layout, glance: Glance | None) -> Iterator[Record]:
    parser = _parser("end", layout.records)
    chunk = head
    while chunk:
        parser.feed(chunk)
        yield from _finished(parser, layout, glance)
        chunk = stream.read(_CHUNK)
    root = parser.close()
    yield from _finished(parser, layout, glance)
    yield from _beside(root, layout)


def _finished(parser: etree.XMLPullParser, layout: Layout, glance: Glance | None) -> Iterator[Record]:
    for _, element in parser.read_events():
        if _is_inside_record(element, layout):
            continue
        parent = element.getparent()
        while parent is not None and parent[0] is not element:
            earlier = read_element(parent[0])
            if earlier.tag not in layout.records:
                yield earlier
            del parent[0]
        if etree.QName(element).localname not in layout.passed_over:
            yield read_element(element)
        elif glance:
            glance(element)
        element.clear(keep_tail=True)


def _is_inside_record(element: etree._Element, layout: Layout) -> bool:
    """Copies of records in the history of another one belong to that one."""
    return any(etree.QName(outer).localname in layout.records for outer in element.iterancestors())


def _beside(element: etree._Element, layout: Layout) -> Iterator[Record]:
    for child in element:
        record = read_element(child)
        if record.tag in layout.containers:
            record.fields.clear()
            yield record
            yield from _beside(child, layout)
        elif record.tag not in layout.records:
            yield record


def _root_record(name: str, head: bytes, layout: Layout) -> Record:
    root = _root(head)
    fault = _fault(head, root, layout)
    if root is None or fault:
        raise BadListFile(f"{name} {fault}; expected {layout.expected}.")
    record = read_element(root)
    record.fields.clear()
    record.text = ""
    return record


def _fault(head: bytes, root: etree._Element | None, layout: Layout) -> str | None:
    if not head.strip():
        return "is empty"
    if root is None:
        return "is not XML"
    tag = read_element(root).tag
    if tag != layout.root:
        return _STRANGERS.get(tag.lower(), f"is another document (its root is <{tag}>)") + _code(head)
    return "declares a document type" if root.getroottree().docinfo.doctype else None


_STRANGERS = {"html": "is a web page", "error": "is an error document of a storage service"}


def _code(head: bytes) -> str:
    code = re.search(rb"<Code>([\w.-]{1,60})</Code>", head)
    return f" ({code[1].decode()})" if code else ""


def _root(head: bytes) -> etree._Element | None:
    parser = _parser("start")
    try:
        parser.feed(head)
        return next((element for _, element in parser.read_events()), None)
    except etree.XMLSyntaxError:
        return next((element for _, element in parser.read_events()), None)


def _parser(event: Literal["start", "end"], tags: tuple[str, ...] | None = None) -> etree.XMLPullParser:
    return etree.XMLPullParser(
        events=(event,),
        tag=[f"{{*}}{tag}" for tag in tags] if tags else None,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
