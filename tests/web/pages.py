"""The pages in this process: an installation with the test list, and clients with keys that send forms."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from screening.config import Settings
from screening.services.deps import Deps, open_deps
from tests.accounts import form_token, make_key, showing
from tests.loading import Clock, plugged_in


@contextmanager
def installation(folder: Path, clock: Clock) -> Iterator[Deps]:
    """The installation in a folder, which knows the test list."""
    deps = open_deps(Settings(database_url=f"sqlite:///{folder}/screening.db"), clock=clock)
    with plugged_in():
        yield deps
    deps.close()


@dataclass(frozen=True)
class Caller:
    """Whoever asks for pages with a key."""

    app: Flask
    secret: str

    def get(self, path: str) -> TestResponse:
        """A page."""
        return self.app.test_client().get(path, headers=showing(self.secret))

    def text(self, path: str) -> str:
        """The HTML of a page that is there."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.get_data(as_text=True)

    def send(self, path: str, **fields: str) -> TestResponse:
        """A form."""
        client = self.app.test_client()
        sent = {"form_token": form_token(client), **fields}
        return client.post(path, data=sent, headers=showing(self.secret))


def caller(app: Flask, deps: Deps, name: str, *scopes: str, **more: Any) -> Caller:
    """Somebody with a key of these scopes."""
    return Caller(app, make_key(deps, *scopes, name=name, owner=more.pop("owner", name), **more).secret)
