"""Raw records of XML lists: what a locator points to, cut out of the published bytes.

A locator is ``tag[key=value]`` (``sdnEntry[uid=36]``), with more pairs where one is not enough:
every element of that local name whose children or attributes hold these values. Paths before the
last tag are for readers.
"""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import dataclass, field
from xml.parsers import expat

from screening.domain.errors import BadListFile
from screening.domain.listing import PublishedFile, RawRecord

_LOCATOR = re.compile(r"(?:[^\[]*/)?(?P<tag>[^/\[\]]+)(?P<pairs>\[@?[^=\]]+=.*\])", re.S)
_PAIR = re.compile(r"\[@?(?P<key>[^=\]]+)=(?P<value>.*?)\](?=\[|$)", re.S)
_CHUNK = 1 << 16


def find_xml_records(files: tuple[PublishedFile, ...], locator: str) -> tuple[RawRecord, ...]:
    """All elements that ``locator`` points to, in the order of the files; none where it is no
    locator of an XML list or nothing is there.

    Streams in constant memory. Raises BadListFile for a file that is damaged.
    """
    wanted = _LOCATOR.fullmatch(locator)
    if not wanted:
        return ()
    pairs = {pair["key"]: _joined(pair["value"]) for pair in _PAIR.finditer(wanted["pairs"])}
    finders = [_Finder(wanted["tag"], pairs) for _ in files]
    return tuple(
        RawRecord(file.name, line, text)
        for file, finder in zip(files, finders, strict=True)
        for line, text in finder.search(file)
    )


@dataclass(slots=True)
class _Finder:
    """One pass over one file. ``_begun`` is the depth, byte and line where the open record began."""

    tag: str
    pairs: dict[str, str]
    _found: list[tuple[int, str]] = field(default_factory=list)
    _parser: expat.XMLParserType = field(default_factory=expat.ParserCreate)
    _encoding: str = "utf-8"
    _depth: int = 0
    _begun: tuple[int, int, int] | None = None
    _met: set[str] = field(default_factory=set)
    _key: str = ""
    _value: list[str] = field(default_factory=list)
    _window: bytes = b""
    _window_start: int = 0

    def search(self, file: PublishedFile) -> list[tuple[int, str]]:
        """The line and text of every record that is wanted."""
        parser = self._parser
        parser.buffer_text = True
        parser.XmlDeclHandler = self._declaration
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._refuse
        try:
            with closing(file.open()) as stream:
                while chunk := stream.read(_CHUNK):
                    self._slide(chunk)
                    parser.Parse(chunk, False)
                parser.Parse(b"", True)
        except (expat.ExpatError, ValueError) as error:
            raise BadListFile(f"{file.name} is cut short or damaged ({error})") from error
        return self._found

    def _slide(self, chunk: bytes) -> None:
        """Keep the bytes from the open record on: the next one begins nowhere before them."""
        begin = self._begun[1] if self._begun else self._parser.CurrentByteIndex
        self._window = self._window[max(begin - self._window_start, 0) :] + chunk
        self._window_start = max(begin, self._window_start)

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self._encoding = encoding or "utf-8"

    def _refuse(self, *_: object) -> None:
        raise ValueError("it declares a document type")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        local = name.rpartition(":")[2]
        if self._begun is None and local == self.tag:
            self._begun = (self._depth, self._parser.CurrentByteIndex, self._parser.CurrentLineNumber)
            self._met.clear()
            for key, value in attributes.items():
                self._compare(key.rpartition(":")[2], value)
        elif self._begun and local in self.pairs and self._depth == self._begun[0] + 1:
            self._key = local
            self._value.clear()
            self._parser.CharacterDataHandler = self._value.append

    def _end(self, name: str) -> None:
        if self._parser.CharacterDataHandler:
            self._parser.CharacterDataHandler = None
            self._compare(self._key, "".join(self._value))
        if self._begun and self._depth == self._begun[0]:
            if len(self._met) == len(self.pairs):
                self._found.append((self._begun[2], self._cut(self._begun[1])))
            self._begun = None
        self._depth -= 1

    def _compare(self, key: str, value: str) -> None:
        if self.pairs.get(key) == _joined(value):
            self._met.add(key)

    def _cut(self, start: int) -> str:
        """From ``start`` to the end of what closes here: a closing tag, or just before, an empty one."""
        end = self._parser.CurrentByteIndex - self._window_start
        if self._window.startswith(b"</", end):
            end = self._window.index(b">", end) + 1
        return self._window[start - self._window_start : end].decode(self._encoding, "replace")


def _joined(value: str) -> str:
    """References are compared without white space, as they are read."""
    return "".join(value.split())
