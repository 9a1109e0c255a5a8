"""A report as PDF, made of the same page: tagged for readers (PDF/UA-1), the same bytes for the same page.

WeasyPrint is an extra (``screening[pdf]``): without it this says what to install.
"""

from __future__ import annotations

import hashlib
import importlib.util
import logging

from screening.domain.errors import NotInstalled

MISSING = (
    "PDF files are not made here: install `pip install 'screening[pdf]'` and the Debian packages "
    "libpango-1.0-0, libpangoft2-1.0-0, libharfbuzz-subset0, fonts-noto-core and fonts-noto-cjk"
)


def can_make_pdf() -> bool:
    """Whether the extra is installed."""
    return importlib.util.find_spec("weasyprint") is not None


def make_pdf(page: bytes) -> bytes:
    """The PDF of a page that needs nothing from elsewhere; whatever it asks for is refused.

    Raises ``NotInstalled`` where the extra, or a library of the system that it needs, is not here.
    """
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as error:
        raise NotInstalled(MISSING) from error

    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    document = HTML(string=page.decode("utf-8"), url_fetcher=URLFetcher(allowed_protocols=()))
    made: bytes = document.write_pdf(
        pdf_variant="pdf/ua-1", pdf_identifier=hashlib.sha256(page).hexdigest()[:32].encode()
    )
    return made
