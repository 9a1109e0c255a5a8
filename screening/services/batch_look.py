"""What is recognised in an uploaded file, before it is screened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from screening.domain.batch_job import BatchJob
from screening.domain.errors import BadInputFile, Fault, FilesGone, InvalidRequest, UsageError
from screening.services.batch_columns import map_columns
from screening.services.batch_input import open_table
from screening.services.uploads import Uploads

_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchLook:
    """A file as it is read: ``columns`` in their order, ``fields`` (field to column) as they are taken,
    the first rows."""

    rows: int
    columns: tuple[str, ...]
    fields: Mapping[str, str]
    sample: tuple[tuple[str, ...], ...]


def look_at(uploads: Uploads, job: BatchJob) -> BatchLook:
    """What is recognised in the file of a batch.

    Raises ``InvalidRequest`` where it cannot be screened as it stands, ``FilesGone``.
    """
    if job.options is None or job.files_gone_at is not None:
        raise FilesGone("The file of this batch is not here.")
    source, options = uploads.source(job), job.options
    try:
        table = open_table(source, encoding=options.encoding, sheet=options.sheet)
        positions = map_columns(table.header, options.columns).positions
    except (BadInputFile, UsageError) as error:
        raise InvalidRequest([Fault("file", str(error).replace(f"{source.parent}/", ""))]) from None
    return BatchLook(
        rows=table.rows,
        columns=table.header,
        fields={field: table.header[at] for field, at in positions.items()},
        sample=tuple(tuple(row) for row in islice(table.read(), _SHOWN)),
    )
