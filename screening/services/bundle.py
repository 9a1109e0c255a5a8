"""A corpus bundle: a corpus as one file, so that machines without the database give its answers.

It holds the index, the policy, the list versions, the party groups, and what each file of it hashes
to. Its name holds the corpus stamp and the first digits of its own hash.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from screening.domain.errors import UsageError
from screening.domain.listing import ListVersion, corpus_stamp
from screening.domain.party_group import Member
from screening.grouping.hits import PartyMap
from screening.matching.engine import ENGINE_VERSION
from screening.matching.index import open_index
from screening.matching.policy import Policy, policy_of_content
from screening.services.corpus import Corpus
from screening.services.party_groups import republished_lists
from screening.text.fold import NORMALISER_VERSION

FORMAT = 1
"""Raised when the parts of a bundle change."""

_SAYS = "bundle.json"
_PARTIES = "parties.json"
_INDEX = "index"
_NAMED = 12
"""Digits of a hash that stand in a file's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleSays:
    """What a bundle says of itself. ``files`` are its other files with their SHA-256."""

    format: int
    corpus: str
    engine: str
    policy: str
    versions: tuple[ListVersion, ...]
    republishes: Mapping[str, tuple[str, ...]]
    exported_at: datetime
    files: Mapping[str, str]


_JSON = TypeAdapter(BundleSays)


@dataclass(frozen=True, slots=True)
class Bundle:
    """An opened bundle. ``id`` is the hash of what it says, and so of everything in it."""

    id: str
    says: BundleSays
    corpus: Corpus
    parties: PartyMap


class BundleMismatch(UsageError):
    """A bundle that is damaged, of another release, or not the one that was meant."""


def write_bundle(corpus: Corpus, parties: PartyMap, folder: Path, *, at: datetime) -> Path:
    """Write the bundle of a corpus into a folder, whole or not at all; its path.

    Raises ``UsageError`` where it cannot be written there.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder}: there is no such folder")
    index = {f"{_INDEX}/{path.relative_to(corpus.index.folder)}": path for path in _files(corpus)}
    groups = _parties_json(parties)
    files = {name: _sha256(path) for name, path in index.items()}
    files[_PARTIES] = hashlib.sha256(groups).hexdigest()
    says = _JSON.dump_json(_says(corpus, files, at), indent=1)
    name = bundle_name(corpus.stamp, hashlib.sha256(says).hexdigest())
    building = folder / f"{name}.partial"
    with zipfile.ZipFile(building, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        file.writestr(_SAYS, says)
        file.writestr(_PARTIES, groups)
        for inside, path in index.items():
            file.write(path, inside)
    return building.replace(folder / name)


def bundle_name(stamp: str, bundle_id: str) -> str:
    """The name of the file of a bundle, so that none is taken for another."""
    return f"corpus-{stamp[:_NAMED]}-{bundle_id[:_NAMED]}.zip"


def open_bundle(folder: Path, expected: str | None = None) -> Bundle:
    """The bundle that was unpacked into ``folder``; ``expected`` is the id that it must have.

    Every file is checked. Raises ``BundleMismatch`` where anything is not as it should be.
    """
    says, bundle_id = _read_says(folder)
    if expected not in (None, bundle_id):
        raise BundleMismatch(f"{folder} holds the bundle {bundle_id[:_NAMED]}, not {str(expected)[:_NAMED]}")
    for name, sha256 in says.files.items():
        if not (folder / name).is_file() or _sha256(folder / name) != sha256:
            raise BundleMismatch(f"{folder}: {name} is damaged or missing: export the bundle again")
    policy = policy_of_content(says.policy)
    _check_stamp(says, policy)
    corpus = Corpus(says.corpus, says.versions, open_index(folder / _INDEX), policy)
    return Bundle(bundle_id, says, corpus, _parties(folder / _PARTIES))


def _says(corpus: Corpus, files: Mapping[str, str], at: datetime) -> BundleSays:
    return BundleSays(
        format=FORMAT,
        corpus=corpus.stamp,
        engine=ENGINE_VERSION,
        policy=corpus.policy.content,
        versions=corpus.versions,
        republishes=republished_lists(),
        exported_at=at,
        files=files,
    )


def _read_says(folder: Path) -> tuple[BundleSays, str]:
    try:
        text = (folder / _SAYS).read_bytes()
        says = _JSON.validate_json(text)
    except (OSError, ValidationError):
        raise BundleMismatch(f"{folder} is no corpus bundle: `screening cluster export` writes one") from None
    if says.format != FORMAT:
        raise BundleMismatch(f"{folder} is of another release: export the bundle again with this one")
    return says, hashlib.sha256(text).hexdigest()


def _check_stamp(says: BundleSays, policy: Policy) -> None:
    """The stamp is computed anew, from what is here and from the code that runs here."""
    stamp = corpus_stamp(
        says.versions, policy=policy.id, engine=ENGINE_VERSION, normaliser=NORMALISER_VERSION
    )
    if stamp != says.corpus:
        raise BundleMismatch(
            f"the bundle of corpus {says.corpus[:_NAMED]} is of engine {says.engine}, another policy or "
            f"another normaliser than this machine's (engine {ENGINE_VERSION}): install the same release"
        )


def _files(corpus: Corpus) -> list[Path]:
    return sorted(path for path in corpus.index.folder.rglob("*") if path.is_file())


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _parties_json(parties: PartyMap) -> bytes:
    groups = [[*member, group] for member, group in sorted(parties.groups.items())]
    return json.dumps({"revision": parties.revision, "groups": groups}).encode()


def _parties(path: Path) -> PartyMap:
    held: dict[str, Any] = json.loads(path.read_bytes())
    groups = {Member(list_id, ref): group for list_id, ref, group in held["groups"]}
    return PartyMap(held["revision"], groups)
