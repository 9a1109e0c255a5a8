"""What is known of the chain from outside the database: its sealed heads, to be met again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from screening.domain.audit import FIRST_HASH, AuditFinding, AuditHead, Seal, SealKind
from screening.store.audit_keeper import AuditKeeper
from screening.store.audit_seals import is_genuine


@dataclass(slots=True)
class Sealed:
    """The sealed heads of an installation, by number, with the words for when each was sealed."""

    unkeyed: int = 0
    """The last record that may have no key."""
    count: int = 0
    since: datetime | None = None
    spoilt: list[int] = field(default_factory=list)
    """Lines of the seal file that are no seals of this key."""
    _heads: dict[int, tuple[str, str]] = field(default_factory=dict)

    def findings(self) -> Iterator[AuditFinding]:
        """What is wrong with the seals themselves."""
        for line in self.spoilt:
            yield AuditFinding(table="seals.jsonl", key=f"line {line}", problem="it is no seal of this key")
        if self.since is None:
            yield AuditFinding(table="seals.jsonl", key="line 1", problem="there is no seal to begin with")

    def at(self, seq: int, found: str) -> Iterator[AuditFinding]:
        """Compare the hash of a record with the seal on it, if there is one."""
        sealed, when = self._heads.pop(seq, (found, ""))
        if sealed != found:
            yield AuditFinding(
                table="audit_record", key=str(seq), problem=f"it is not the one that was {when}", seq=seq
            )

    def beyond(self, last: AuditHead) -> Iterator[AuditFinding]:
        """Seals on records that the chain does not have."""
        if left := sorted(seq for seq in self._heads if seq > last.seq):
            problem = f"the end of the chain is cut: it was {self._heads[left[-1]][1]} up to {left[-1]}"
            yield AuditFinding(table="audit_record", key=str(last.seq + 1), problem=problem, seq=last.seq + 1)

    def add(self, seal: Seal) -> None:
        """Take a genuine seal into account; they come in the order in which they were made."""
        if seal.kind is SealKind.BEGUN:
            self.unkeyed, self.since = max(self.unkeyed, seal.head.seq), self.since or seal.at
        if seal.kind is SealKind.RESTORED:
            self._heads = {seq: told for seq, told in self._heads.items() if seq <= seal.head.seq}
        self._expect(seal.head, f"sealed on {seal.at:%Y-%m-%d at %H:%M:%S} UTC")
        self.count += 1

    def expect_mark(self, head: AuditHead) -> None:
        """The head that this machine committed last is to be met too."""
        self._expect(head, "committed by this machine")

    def _expect(self, head: AuditHead, when: str) -> None:
        if (head.seq, head.hash) != (0, FIRST_HASH):
            self._heads.setdefault(head.seq, (head.hash, when))


def read_sealed(keeper: AuditKeeper) -> Sealed:
    """What is sealed until now. Read it before the chain, which only grows."""
    sealed = Sealed()
    for number, seal in enumerate(keeper.seals.lines(), 1):
        if seal is not None and is_genuine(keeper.key, seal):
            sealed.add(seal)
        else:
            sealed.spoilt.append(number)
    if mark := keeper.mark.read():
        sealed.expect_mark(mark)
    return sealed
