"""Killed at twenty random points, a batch is continued to the bytes of one that nobody disturbed."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from screening.config import Settings
from screening.services.deps import open_deps
from screening.store.batches import batch_hits
from screening.store.tables_audit import AuditRow
from screening.store.tables_screening import BatchRow
from tests.loading import plugged_in, write
from tests.screened import load_people
from tests.store.chain import verified
from tests.store.digests import digest_hits

ROOT = Path(__file__).parent.parent.parent
TRIALS = 20
ROWS = [f"{n},{'Joseph Koni' if n % 2 else 'Angela Merkel'}" for n in range(1, 12)]


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_killed_at_twenty_random_points_it_is_continued_to_the_same_bytes(
    tmp_path: Path, ending: str
) -> None:
    url = f"sqlite:///{tmp_path}/screening.db"
    with plugged_in(), closing(open_deps(Settings(database_url=url))) as deps:
        load_people(deps, tmp_path)
    write(tmp_path / "in.csv", "\n".join(["id,name", *ROWS]).encode())
    program = (sys.executable, "-m", "tests.services.killed_batch", str(tmp_path), ending, str(TRIALS))
    env = {**os.environ, "SCREENING_DATABASE_URL": url}
    done = subprocess.run(program, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == TRIALS

    for part in ("", "-hits"):
        whole = (tmp_path / f"whole{part}{ending}").read_bytes()
        for trial in range(TRIALS):
            assert (tmp_path / f"killed-{trial}{part}{ending}").read_bytes() == whole
    assert not [*tmp_path.glob("*.partial"), *tmp_path.glob("*.made")]
    with (
        plugged_in(),
        closing(open_deps(Settings(database_url=url))) as deps,
        deps.database.reading() as session,
    ):
        batches = session.query(BatchRow).all()
        assert {digest_hits(batch_hits(session, one.id)) for one in batches} == {batches[0].hits_digest}
        assert all(one.finished_at and one.rows_done == len(ROWS) for one in batches)
        assert [row.kind for row in session.query(AuditRow)].count("batch") == len(batches)
        verified(session)
