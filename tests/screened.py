"""A small list with strong and weak names, for tests that screen against it."""

from __future__ import annotations

from pathlib import Path

from screening.services.deps import Deps
from screening.services.refresh import load_list
from tests.loading import LIST_ID, NEW, OLD, list_xml, write

KONY = """
<sdnEntry><uid>36</uid><firstName>Joseph</firstName><lastName>KONY</lastName><sdnType>Individual</sdnType>
 <programList><program>CAR</program><program>=DRC</program></programList>
 <akaList>
  <aka><uid>1</uid><type>a.k.a.</type><category>strong</category><lastName>KONI</lastName>
   <firstName>Joseph</firstName></aka>
  <aka><uid>2</uid><type>a.k.a.</type><category>weak</category><lastName>WALUPERE</lastName></aka>
 </akaList>
 <dateOfBirthList><dateOfBirthItem><uid>3</uid><dateOfBirth>1964</dateOfBirth><mainEntry>true</mainEntry>
 </dateOfBirthItem></dateOfBirthList>
</sdnEntry>
"""
"""A person with a strong and a weak a.k.a."""

COMPANY = """
<sdnEntry><uid>37</uid><lastName>=HYPERLINK TRADING COMPANY</lastName><sdnType>Entity</sdnType>
 <programList><program>TEST</program></programList></sdnEntry>
"""
"""A company whose name begins like a formula, as does one of Kony's programmes."""


def load_people(deps: Deps, folder: Path) -> None:
    """Load the people of ``tests.loading``, Kony and the company."""
    load_list(deps, LIST_ID, [write(folder / "people.xml", list_xml(OLD, more=KONY + COMPANY))])


def load_without_kony(deps: Deps, folder: Path) -> None:
    """Load a later version of the same list, on which Kony is no longer."""
    load_list(deps, LIST_ID, [write(folder / "later.xml", list_xml(NEW, more=COMPANY))])
