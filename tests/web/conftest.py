from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.serving import Service, running


@pytest.fixture(scope="package")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service on the samples, for all tests of the pages."""
    with running(tmp_path_factory.mktemp("web"), "--workers", "1") as service:
        yield service
