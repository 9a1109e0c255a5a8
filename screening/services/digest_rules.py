"""The file of digests (``SCREENING_DIGESTS``): who is mailed what, and when."""

from __future__ import annotations

import re
import tomllib
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from screening.config import Settings
from screening.domain.digest import DigestRule, Every
from screening.domain.errors import BadInputFile

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+")


def _an_address(text: str) -> str:
    if not _ADDRESS.fullmatch(text):
        raise ValueError("is no mail address")
    return text


class _Digest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
    to: Annotated[tuple[Annotated[str, AfterValidator(_an_address)], ...], Field(min_length=1, max_length=50)]
    every: Every = Every.DAY
    hour: Annotated[int, Field(ge=0, le=23)] = 6
    portfolios: Annotated[tuple[str, ...], Field(min_length=1)] | None = None
    names: bool = False


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    digest: tuple[_Digest, ...] = ()


def digest_rules(settings: Settings) -> list[DigestRule]:
    """The digests that are to be mailed. Raises ``BadInputFile`` where the file cannot be used."""
    path = settings.digests
    if path is None:
        return []
    try:
        said = _File.model_validate(tomllib.loads(path.read_text("utf-8")))
    except ValidationError as error:
        places = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise BadInputFile(f"the digests {path} cannot be used: {places}") from error
    except (OSError, ValueError) as error:
        raise BadInputFile(f"the digests {path} cannot be used: {error}") from error
    names = [one.name for one in said.digest]
    if len(set(names)) < len(names):
        raise BadInputFile(f"the digests {path} cannot be used: each needs a name of its own")
    return [DigestRule(**one.model_dump()) for one in said.digest]
