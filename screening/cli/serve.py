"""``screening serve``: the service in worker processes, over one database."""

from __future__ import annotations

import os
import socket
import sys
from contextlib import closing

import click

from screening.app import open_corpora, single_sign_on
from screening.cli.beside import BesideWorker
from screening.cli.server import Server
from screening.config import Settings
from screening.domain.errors import UsageError
from screening.hosts import is_loopback
from screening.logs import log_as_json
from screening.metrics_folder import open_folder
from screening.services.catalogue import Catalogue
from screening.services.deps import Deps, open_deps
from screening.services.key_admin import all_keys, install_bootstrap_key, make_first_key
from screening.services.party_groups import regroup_if_possible
from screening.services.policy_start import start_policy
from screening.services.refresh import load_samples
from screening.services.sessions import Sessions


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
@click.option(
    "--batches/--no-batches",
    default=True,
    show_default=True,
    help="Carry out uploaded files too; else `screening worker` does.",
)
def serve(host: str, port: int, workers: int, batches: bool) -> None:
    """Serve the API and the analysts' pages. Never fetches; refresh the lists beside it."""
    settings, host = Settings(), host.strip("[]")
    log_as_json(sys.stderr, with_details=settings.log_details)
    with closing(open_deps(settings)) as deps:
        _admit(deps, host)
        _prepare(deps)
        _tell_of_four_eyes(settings)
    listener = _listen(host, port)
    bound = listener.getsockname()[1]
    metrics = open_folder(settings.data_folder, host, bound)
    address = f"http://{_in_url(host)}:{bound}"
    Server(
        settings,
        listener,
        workers=workers,
        metrics=metrics,
        announce=lambda: click.echo(f"Ready on {address}"),
        beside=BesideWorker() if batches else None,
    ).run()


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


def _tell_of_four_eyes(settings: Settings) -> None:
    """Off from the start, so that one person alone can begin; never without being said."""
    if not settings.four_eyes:
        click.secho(
            "FOUR EYES OFF — one person can release lists, force policies and make any key.", fg="yellow"
        )
        click.echo("Set SCREENING_FOUR_EYES=true once two work here; alerts need a second person anyway.")


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=256)
    except OSError as error:
        raise UsageError(f"cannot listen on {host}:{port}: {error.strerror}") from None


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
