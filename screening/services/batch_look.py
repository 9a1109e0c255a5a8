"""What is recognised in an uploaded file, before it is screened; and what is wrong with it, in our words."""

from __future__ import annotations

import os
import re

from screening.domain.batch_job import BatchJob
from screening.domain.errors import BadInputFile, Fault, FilesGone, InvalidRequest, ScreeningError, UsageError
from screening.services.batch_preview import BatchPreview, preview
from screening.services.uploads import Uploads

_OPTION = re.compile(r"--(?=[a-z])")


def look_at(uploads: Uploads, job: BatchJob) -> BatchPreview:
    """What is recognised in the file of a batch.

    Raises ``InvalidRequest`` where it cannot be read as it is asked for, ``FilesGone``.
    """
    if job.options is None or job.files_gone_at is not None:
        raise FilesGone("The file of this batch is not here.")
    try:
        return preview(uploads.request(job, workers=1))
    except (BadInputFile, UsageError) as error:
        raise InvalidRequest([Fault("file", sentence(uploads, job, error))]) from None


def sentence(uploads: Uploads, job: BatchJob, error: ScreeningError) -> str:
    """What is said of an error: without our folders, and with options named as requests have them."""
    plain = str(error)
    for folder in ("in", "out"):
        plain = plain.replace(f"{uploads.of(job.id) / folder}{os.sep}", "")
    return _OPTION.sub("", " ".join(plain.split()))
