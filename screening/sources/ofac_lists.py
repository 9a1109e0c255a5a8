"""Which of OFAC's two lists a file or an entry belongs to: both are published in the same layouts.

The Consolidated list is made of the lists beside the SDN list (sectoral, CAPTA, CMIC, menu-based,
Palestinian Legislative Council …). An entry may be on both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from screening.domain.errors import BadListFile

SDN_LIST = "SDN List"
CONSOLIDATED_LIST = "Consolidated List"

_SDN = "us_ofac_sdn"
_NAMES = {
    _SDN: "the SDN list",
    "us_ofac_cons": "the Consolidated (non-SDN) list",
}
_NON_SDN_PROGRAMMES = frozenset(
    ["NS-PLC", "CMIC-EO13959", "561-Related", "561List", "FSE-IR", "FSE-SY", "FSE-WMD", "FSE-SDGT", "NS-ISA"]
)
_SHARE = 0.02


def list_in_words(list_id: str) -> str:
    """The list as a sentence names it."""
    return _NAMES[list_id]


def own_lists(list_id: str, names: Iterable[str]) -> list[str]:
    """Those of the lists that an entry is on (``SDN List``, ``CAPTA List``) that make up this one."""
    return [name for name in names if (name == SDN_LIST) is (list_id == _SDN)]


@dataclass(slots=True)
class ProgrammeCheck:
    """Tells the two lists apart where a file does not say which one it is.

    13 % to 35 % of the Consolidated list stand under programmes of its own alone; of the SDN list,
    where each entry has another programme beside such a one, none do.
    """

    list_id: str
    _entries: int = 0
    _non_sdn: int = 0

    def see(self, programmes: Collection[str]) -> None:
        """Note the programmes of one entry."""
        self._entries += 1
        self._non_sdn += bool(programmes) and _NON_SDN_PROGRAMMES.issuperset(programmes)

    def settle(self, name: str) -> None:
        """Raise BadListFile where the entries seen are those of the other list of OFAC."""
        is_sdn = self._non_sdn < max(1, self._entries * _SHARE)
        if self._entries and self.list_id in _NAMES and is_sdn is not (self.list_id == _SDN):
            other = next(words for list_id, words in _NAMES.items() if list_id != self.list_id)
            raise BadListFile(f"{name} is {other} of OFAC; expected {_NAMES[self.list_id]}.")
