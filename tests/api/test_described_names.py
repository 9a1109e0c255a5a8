"""What the description of the API names is named once: it knows shapes by the names of their classes."""

from __future__ import annotations

import pkgutil
from collections import defaultdict
from enum import Enum
from importlib import import_module
from inspect import getmembers, isclass

from pydantic import BaseModel

import screening


def test_no_two_shapes_or_words_have_one_name() -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for module in pkgutil.walk_packages(screening.__path__, "screening."):
        if module.name.startswith(("screening.api.", "screening.domain.", "screening.services.")):
            for name, one in getmembers(import_module(module.name), isclass):
                if (
                    issubclass(one, BaseModel | Enum)
                    and one.__module__.startswith("screening.")
                    and name[0] != "_"
                ):
                    found[name].add(one.__module__)
    assert {name: modules for name, modules in found.items() if len(modules) > 1} == {}
