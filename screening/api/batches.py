"""``/api/v1/batches``: files are screened by workers, watched, and taken away with their answers."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response, g, jsonify, request, send_file, url_for
from flask_openapi import APIBlueprint, RequestBody

from screening.api.batch_schemas import (
    BatchAnswer,
    BatchesAnswer,
    BatchesParameters,
    BatchPath,
    BatchPreviewAnswer,
    FileParameters,
    StartParameters,
    described_file,
    read_map,
)
from screening.api.conditional import UNCHANGED, kept
from screening.api.description import problems, resource
from screening.api.parameters import page_links, page_members
from screening.api.screenings import OnceHeader, said_again
from screening.api.uploads import receive_file
from screening.domain.batch_job import BatchJob
from screening.services.batch_answers import batch_to_dict, retry_after
from screening.services.batch_desk import BatchDesk
from screening.services.batch_downloads import MEDIA_TYPES, Download, find_download, tell_download
from screening.services.batch_look import look_at
from screening.services.batch_preview import preview_to_dict
from screening.services.deps import Deps
from screening.store.batch_jobs import new_job_id

_NOT_NOW = (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.GONE)
_FILE: dict[str | int | HTTPStatus, Any] = {
    status: {
        "description": words,
        "content": {
            one: {"schema": {"type": "string", "format": "binary"}} for one in sorted({*MEDIA_TYPES.values()})
        },
    }
    for status, words in (("200", "The file."), ("206", "The part of it that was asked for."))
}
_RANGES: dict[str | int | HTTPStatus, Any] = {
    **UNCHANGED,
    **problems(*_NOT_NOW, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE),
}


def batches_blueprint(deps: Deps, desk: BatchDesk) -> APIBlueprint:
    """The resource *batches*."""
    blueprint = resource("batches")
    _add_asking(blueprint, deps, desk)
    _add_reading(blueprint, desk)
    _add_acts(blueprint, desk)
    _add_files(blueprint, deps, desk)
    return blueprint


def _add_asking(blueprint: APIBlueprint, deps: Deps, desk: BatchDesk) -> None:
    body = RequestBody.model_validate({"content": described_file(), "required": True})
    refusals = (
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        HTTPStatus.INSUFFICIENT_STORAGE,
    )

    @blueprint.post("", request_body=body, responses={"202": BatchAnswer, **problems(*refusals)})
    def screen_file(query: FileParameters, header: OnceHeader) -> tuple[Response, int, dict[str, str]]:
        """Screen a file

        The file is the body, or the part `file` of a form. It is screened by a worker: the answer says where
        to look, and `Retry-After` when.
        """
        order = query.order(header.key)
        desk.check(order, g.principal)
        job_id = new_job_id()
        upload = receive_file(desk.uploads, job_id, query.name, deps.settings.upload_megabytes)
        job, is_replayed = desk.ask(job_id, upload, order, g.principal)
        place = {"Location": url_for("batches.read_batch", batch_id=job.id)}
        return jsonify(batch_to_dict(job)), HTTPStatus.ACCEPTED, place | _again(job) | said_again(is_replayed)


def _add_reading(blueprint: APIBlueprint, desk: BatchDesk) -> None:
    refused = problems(HTTPStatus.UNPROCESSABLE_ENTITY)

    @blueprint.get("", responses={"200": BatchesAnswer, **refused})
    def read_batches(query: BatchesParameters) -> tuple[Response, dict[str, str]]:
        """Read batches

        Those of the own portfolios, the newest first; whoever sees all sees those of the command line too.
        """
        page = desk.page(query.filter(), g.principal, offset=query.offset, limit=query.limit)
        body = {**page_members(query, page.total), "batches": list(map(batch_to_dict, page.batches))}
        return jsonify(body), page_links(query, page.total)

    @blueprint.get(
        "/<batch_id>", responses={"200": BatchAnswer, **UNCHANGED, **problems(HTTPStatus.NOT_FOUND)}
    )
    def read_batch(path: BatchPath) -> Response:
        """Read a batch

        Its state and how far it has come. While it changes by itself, `Retry-After` says when to ask again,
        and an `ETag` makes that cheap.
        """
        job = desk.read(path.batch_id, g.principal)
        response = jsonify(batch_to_dict(job))
        response.headers.update(_again(job))
        return kept(response)

    @blueprint.get(
        "/<batch_id>/preview",
        responses={
            "200": BatchPreviewAnswer,
            **problems(HTTPStatus.NOT_FOUND, HTTPStatus.GONE, HTTPStatus.UNPROCESSABLE_ENTITY),
        },
    )
    def preview_batch(path: BatchPath) -> Response:
        """See what is recognised in a file"""
        job = desk.read(path.batch_id, g.principal)
        return jsonify(preview_to_dict(look_at(desk.uploads, job)))


def _add_acts(blueprint: APIBlueprint, desk: BatchDesk) -> None:
    answers: dict[str | int | HTTPStatus, Any] = {"200": BatchAnswer, **problems(*_NOT_NOW)}
    refused = problems(*_NOT_NOW, HTTPStatus.UNPROCESSABLE_ENTITY)

    @blueprint.post("/<batch_id>/start", responses={"200": BatchAnswer, **refused})
    def start_batch(path: BatchPath, query: StartParameters) -> tuple[Response, dict[str, str]]:
        """Start a batch

        One that was asked for with `preview`; or one that failed or was cancelled, which goes on where it
        stopped.
        """
        columns = read_map(query.map) if "map" in request.args else None
        return _shown(desk.start(path.batch_id, g.principal, columns))

    @blueprint.post("/<batch_id>/cancel", responses=answers)
    def cancel_batch(path: BatchPath) -> tuple[Response, dict[str, str]]:
        """Cancel a batch

        What is done is kept: it may be started again.
        """
        return _shown(desk.cancel(path.batch_id, g.principal))

    @blueprint.delete("/<batch_id>", responses=answers)
    def delete_batch(path: BatchPath) -> tuple[Response, dict[str, str]]:
        """Delete the files of a batch

        The record of it stays.
        """
        return _shown(desk.delete(path.batch_id, g.principal))


def _add_files(blueprint: APIBlueprint, deps: Deps, desk: BatchDesk) -> None:
    @blueprint.get("/<batch_id>/output", responses={**_FILE, **_RANGES})
    def read_output(path: BatchPath) -> Response:
        """Take away the answers

        All columns of the file, with the answers beside each row. Ranges and `ETag` are understood.
        """
        return hand_out(deps, find_download(desk, path.batch_id, "answers", g.principal))

    @blueprint.get("/<batch_id>/hits", responses={**_FILE, **_RANGES})
    def read_hits(path: BatchPath) -> Response:
        """Take away the hits

        One row a hit, with its ledger.
        """
        return hand_out(deps, find_download(desk, path.batch_id, "hits", g.principal))


def hand_out(deps: Deps, download: Download) -> Response:
    """The file as an answer, recorded where any of it is sent."""
    response = send_file(
        download.path.absolute(),
        mimetype=download.media_type,
        as_attachment=True,
        download_name=download.name,
        conditional=True,
    )
    if request.method == "GET" and response.status_code != HTTPStatus.NOT_MODIFIED:
        try:
            tell_download(deps, download, g.principal)
        except BaseException:
            response.close()
            raise
    return response


def _shown(job: BatchJob) -> tuple[Response, dict[str, str]]:
    return jsonify(batch_to_dict(job)), _again(job)


def _again(job: BatchJob) -> dict[str, str]:
    seconds = retry_after(job)
    return {} if seconds is None else {"Retry-After": str(seconds)}
