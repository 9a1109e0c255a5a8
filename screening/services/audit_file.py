"""An exported audit verified without the database that it came from."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from screening.config import Settings
from screening.domain.audit import FIRST_HASH, AuditFinding
from screening.domain.errors import BadInputFile
from screening.services.audit_export import FORMAT, seal_words
from screening.services.deps import AUDIT_FOLDER, audit_key
from screening.store.audit import link_hash, payload_digest
from screening.store.audit_cover import COVERS, content_digest
from screening.store.audit_key import AuditKey, read_key
from screening.store.batches import AUDIT_KIND as BATCH
from screening.store.batches import NO_HITS, digest_told_hit
from screening.store.hits import digest_told
from screening.store.screenings import AUDIT_KIND as SCREENING
from screening.store.types import exact_bytes

_NO_EXPORT = f"the file is no audit export: its first line must say {FORMAT!r}"
_FOLLOWED = frozenset({SCREENING, BATCH})
"""Kinds of records that are followed by what they cover."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """What the verification of an export came to; ``keyed`` is False where there was no key to check
    the hashes themselves with."""

    records: int
    first: int
    last: int
    head: str
    keyed: bool
    findings: tuple[AuditFinding, ...]


def verify_export(path: Path, key: AuditKey | None) -> FileReport:
    """Check every line of an exported audit. Raises ``BadInputFile`` for what is no export."""
    reading = _Reading(key)
    try:
        with path.open("rb") as file:
            findings = [found for number, line in enumerate(file, 1) for found in reading.line(number, line)]
    except OSError as error:
        raise BadInputFile(f"{path} cannot be read: {error.strerror}") from error
    if not reading.said:
        raise BadInputFile(_NO_EXPORT)
    head = reading.said["head"]
    return FileReport(
        records=reading.records,
        first=reading.said["first"],
        last=reading.said["last"],
        head=f"{head['seq']} {head['hash']}",
        keyed=key is not None,
        findings=(*findings, *reading.end()),
    )


def key_for_files(settings: Settings, key_file: Path | None) -> AuditKey | None:
    """The key to verify an export with: of that file, of the settings, of the data folder, or none."""
    if key_file is not None:
        return read_key(key_file)
    own = settings.data_folder / AUDIT_FOLDER / "key"
    return audit_key(settings) or (read_key(own) if own.exists() else None)


@dataclass(slots=True)
class _Reading:
    key: AuditKey | None
    said: dict[str, Any] = field(default_factory=dict)
    records: int = 0
    _last: dict[str, Any] = field(default_factory=dict)
    _covered: set[str] = field(default_factory=set)
    _awaited: bool = False
    _told_hits: str = ""
    _found_hits: str = NO_HITS
    _sealing: Any = field(default_factory=hashlib.sha256)
    _is_ended: bool = False

    def line(self, number: int, line: bytes) -> Iterator[AuditFinding]:
        """What is wrong with a line."""
        content = _parsed(line)
        take = self._takers().get(str(content.get("type")))
        if number == 1 and not _is_first(content):
            raise BadInputFile(_NO_EXPORT)
        if take is None or self._is_ended:
            yield _finding(f"line {number}", "it is not of an export")
            return
        try:
            yield from take(f"line {number}", content)
        except (KeyError, TypeError, ValueError, AttributeError):
            yield _finding(f"line {number}", "it lacks what it should hold")
        self._sealing.update(line)

    def end(self) -> Iterator[AuditFinding]:
        """What is wrong with the file as a whole."""
        if not self._is_ended:
            yield from self._record_ended()
            yield _finding("end", "the file is cut: it has no last line")
        expected = self.said["last"] - self.said["first"] + 1
        if self.records != max(expected, 0):
            yield _finding("end", f"{expected} records were exported, {self.records} are here")
        last, head = self._last, self.said["head"]
        if last.get("seq") == head["seq"] and last.get("hash") != head["hash"]:
            yield _finding("end", "the last record is not the head that the first line tells")

    def _takers(self) -> dict[str, Callable[[str, dict[str, Any]], Iterator[AuditFinding]]]:
        return {
            "export": self._begin,
            "record": self._record,
            "screening": self._screening,
            "batch": self._batch,
            "batch_hit": self._batch_hit,
            "end": self._ended,
        }

    def _begin(self, place: str, content: dict[str, Any]) -> Iterator[AuditFinding]:
        if self.said:
            yield _finding(place, "it begins again")
        self.said = content

    def _record(self, place: str, content: dict[str, Any]) -> Iterator[AuditFinding]:
        yield from self._record_ended()
        seq, link = content["seq"], content | {"at": datetime.fromisoformat(content["at"])}
        expected = self._last["seq"] + 1 if self._last else self.said["first"]
        if seq != expected:
            yield _finding(place, f"record {expected} is missing")
        previous = self._last.get("hash", FIRST_HASH if seq == 1 else content["previous_hash"])
        if content["previous_hash"] != previous:
            yield _finding(place, f"record {seq} does not follow the one before it")
        checked = self.key if self.key or content["key_id"] else AuditKey(b"")
        if checked and not hmac.compare_digest(content["hash"], link_hash(link, checked)):
            yield _finding(place, f"record {seq} was altered")
        payload = content["payload"]
        if payload is not None:
            digest = payload_digest(bytes.fromhex(content["salt"]), exact_bytes(payload))
            if digest != content["payload_digest"]:
                yield _finding(place, f"the payload of record {seq} was altered")
        said = json.loads(payload) if payload else {}
        self._covered = {one["sha256"] for one in said.get(COVERS, ())}
        self._awaited = bool(self._covered) and content["kind"] in _FOLLOWED
        self._told_hits, self._found_hits = said.get("hits_digest", ""), NO_HITS
        self._last = content
        self.records += 1

    def _screening(self, place: str, content: dict[str, Any]) -> Iterator[AuditFinding]:
        self._awaited = False
        digest = content_digest(content["row"], {"hits": digest_told(content["hits"])})
        if self._covered and digest not in self._covered:
            yield _finding(place, f"the answer of record {content['seq']} was altered")

    def _batch(self, place: str, content: dict[str, Any]) -> Iterator[AuditFinding]:
        self._awaited = False
        if self._covered and content_digest(content["row"], {}) not in self._covered:
            yield _finding(place, f"the batch of record {content['seq']} was altered")

    def _batch_hit(self, place: str, content: dict[str, Any]) -> Iterator[AuditFinding]:
        self._found_hits = digest_told_hit(self._found_hits, content["hit"])
        yield from ()

    def _record_ended(self) -> Iterator[AuditFinding]:
        if self._awaited:
            yield _finding(f"record {self._last['seq']}", "what it covers is missing")
        if self._told_hits and self._told_hits != self._found_hits:
            yield _finding(f"record {self._last['seq']}", "the hits of its batch were altered")
        self._awaited, self._told_hits = False, ""

    def _ended(self, place: str, content: dict[str, Any]) -> Iterator[AuditFinding]:
        yield from self._record_ended()
        digest, self._is_ended = self._sealing.hexdigest(), True
        if content["sha256"] != digest:
            yield _finding(place, "the lines before it are not those that were exported")
        if self.key and not hmac.compare_digest(content["mac"], self.key.mac(seal_words(content["sha256"]))):
            yield _finding(place, "it was not made with the key")


def _is_first(content: dict[str, Any]) -> bool:
    numbers = (content.get("first"), content.get("last"))
    has_head = isinstance(content.get("head"), dict) and {"seq", "hash"} <= content["head"].keys()
    return content.get("format") == FORMAT and has_head and all(isinstance(one, int) for one in numbers)


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        content = json.loads(line)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _finding(place: str, problem: str) -> AuditFinding:
    return AuditFinding(table="export", key=place, problem=problem)
