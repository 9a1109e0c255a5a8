"""``screening serve``: the service in worker processes, over one database."""

from __future__ import annotations

import logging
import os
import socket
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from screening.app import create_app, open_corpora, single_sign_on
from screening.config import Settings
from screening.domain.errors import ScreeningError, UsageError
from screening.hosts import is_loopback
from screening.logs import log_as_json
from screening.services.catalogue import Catalogue
from screening.services.deps import Deps, open_deps
from screening.services.key_admin import all_keys, install_bootstrap_key, make_first_key
from screening.services.party_groups import regroup_if_possible
from screening.services.policy_start import start_policy
from screening.services.refresh import load_samples
from screening.services.sessions import Sessions

THREADS = 4
"""A worker: rapidfuzz gives up Python's lock while it compares, so threads help a little."""


_UNREADABLE = "Invalid request"


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0: any free one."
)
@click.option(
    "--workers",
    default=min(os.cpu_count() or 1, 4),
    show_default=True,
    type=click.IntRange(1, 64),
    help="Processes.",
)
def serve(host: str, port: int, workers: int) -> None:
    """Serve the API and the analysts' pages. Never fetches; refresh the lists beside it."""
    settings, host = Settings(), host.strip("[]")
    log_as_json(sys.stderr, with_details=settings.log_details)
    with closing(open_deps(settings)) as deps:
        _admit(deps, host)
        _prepare(deps)
    listener = _listen(host, port)
    address = f"http://{_in_url(host)}:{listener.getsockname()[1]}"
    _Service(settings, listener, workers, lambda: click.echo(f"Ready on {address}")).run()


def _admit(deps: Deps, host: str) -> None:
    """See to it that there is a key; refuse to serve other machines where there was none, and
    anybody where the single sign-on that is set up cannot work."""
    single_sign_on(deps, Sessions(deps))
    secret = deps.settings.bootstrap_key
    if secret is not None:
        install_bootstrap_key(deps, secret.get_secret_value())
    if not is_loopback(host) and not all_keys(deps):
        raise UsageError(
            f"without a key only this machine is served, not {host}: "
            "set SCREENING_BOOTSTRAP_KEY, make one with `screening keys create`, or listen on 127.0.0.1"
        )
    if first := make_first_key(deps):
        click.secho(f"The first key, shown this once: {first}", bold=True)
        click.echo("It may do everything but approve. Until it is first used this machine needs no key.")


def _prepare(deps: Deps) -> None:
    """Have lists and their index in place, and say what answers."""
    start_policy(deps)
    catalogue = Catalogue(deps)
    if not any(state.in_force or state.held for state in catalogue.lists()):
        load_samples(deps)
    open_corpora(deps).current()
    regroup_if_possible(deps)
    loaded = [state for state in catalogue.lists() if state.in_force]
    for state in loaded:
        click.echo(f"{state.source.list_id}  {state.in_force and state.in_force.version}  {state.state}")
    samples = [state.source.list_id for state in loaded if state.is_sample]
    if samples:
        click.secho(f"SAMPLE DATA — not the list: {', '.join(samples)}", fg="yellow", bold=True)
        click.echo("Load the published files with `screening lists refresh` or `screening lists load`.")


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=256)
    except OSError as error:
        raise UsageError(f"cannot listen on {host}:{port}: {error.strerror}") from None


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


class _ServerLog(Logger):  # type: ignore[misc]
    """What the server itself logs, among our lines."""

    def setup(self, cfg: Any) -> None:
        """Leave the writing to the root logger."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True
        self.error_log.addFilter(_without_the_request)


def _without_the_request(record: logging.LogRecord) -> bool:
    """The server quotes requests that it cannot read, with the address they came from."""
    if isinstance(record.msg, str) and record.msg.startswith(_UNREADABLE):
        record.msg = _UNREADABLE
    return True


class _Service(BaseApplication):  # type: ignore[misc]
    """Gunicorn over an open socket; each worker opens the database for itself."""

    def __init__(
        self, settings: Settings, listener: socket.socket, workers: int, announce: Callable[[], None]
    ) -> None:
        self._settings = settings
        self._listener = listener
        self._options: dict[str, Any] = {
            "bind": f"fd://{listener.fileno()}",
            "workers": workers,
            "threads": THREADS,
            "worker_class": "gthread",
            "keepalive": 75,
            "loglevel": "warning",
            "logger_class": _ServerLog,
            "control_socket_disable": True,
            "when_ready": lambda _arbiter: announce(),
        }
        super().__init__()

    def load_config(self) -> None:
        """Our settings alone: no file in the working directory, no environment of gunicorn's."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application of one worker: its own connections, its index open before the first request."""
        deps = open_deps(self._settings)
        corpora = open_corpora(deps)
        with suppress(ScreeningError):  # a worker that starts in bad times answers 503 until they pass
            corpora.current()
        return create_app(deps, corpora)
