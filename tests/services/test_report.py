"""The evidence of a screening and of an alert: whole, adding up, true to the audit, the same bytes."""

from __future__ import annotations

import hashlib
import io
import json
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import delete, update

from screening.app import open_corpora
from screening.domain.access import Permission, Principal, operator
from screening.domain.alert import Decision, Verdict
from screening.domain.errors import NotInstalled, UnknownAlert, UnknownScreening
from screening.domain.screening import POINTS, Screening, ScreeningRequest, Subject
from screening.services.alert_decisions import DecisionOrder, approve, decide
from screening.services.audit_check import verify_audit
from screening.services.audit_verification import ask_verification, verification_state, verify_if_asked
from screening.services.deps import Deps
from screening.services.portfolios import create_portfolio
from screening.services.report import Report, alert_report, screening_report
from screening.services.report_files import ReportFormat, hand_out
from screening.services.report_pdf import make_pdf
from screening.services.report_rendering import render_report
from screening.services.report_rendering import told as in_words
from screening.services.screen import Screener
from screening.store.audit_trail import last_of_kind
from screening.store.tables_alerts import DispositionRow
from screening.store.tables_audit import AuditPayloadRow
from screening.store.tables_screening import HitRow
from tests.loading import write
from tests.screened import load_people

ANNA, BEN = replace(operator("anna-key"), person="Anna"), replace(operator("ben"), person="Ben")
OTHER = Principal(name="x", person="x", permissions=frozenset(Permission), portfolios=frozenset({"funds"}))
ALIASES = ("Джозеф Кони", "约瑟夫·科尼", "جوزيف كوني", "<script>alert(1)</script>", "Koni\u202ehpesoJ")
WORDS = "Born in another year, as the passport shows"


@pytest.fixture
def screened(deps: Deps, tmp_path: Path) -> Screening:
    """Joseph Kony with names of several scripts, screened for a client, and alerted."""
    load_people(deps, tmp_path)
    create_portfolio(deps, "retail", "Retail", ANNA)
    subject = Subject(name="Joseph Koni", aliases=ALIASES, birth_dates=("1984",))
    request = ScreeningRequest(subject=subject, reference="client-1", portfolio="retail", alert=True)
    return Screener(deps, open_corpora(deps)).screen(request, by=ANNA)


@pytest.fixture
def decided(deps: Deps, screened: Screening) -> str:
    """The id of the alert, which Anna has called a false positive and Ben has approved."""
    (alert_id,) = screened.alerts
    decision = Decision(verdict=Verdict.FALSE_POSITIVE, reason="birth_date_differs", text=WORDS)
    decide(deps, alert_id, 1, DecisionOrder(decision=decision, confirmed=True), by=ANNA)
    approve(deps, alert_id, 2, by=BEN)
    return alert_id


def page_of(report: Report) -> str:
    return unescape(render_report(report).decode())


def ledger_of(page: str) -> tuple[list[int], int]:
    """The contributions and the score of the first ledger of a page, in points."""
    table = page[page.index('<table class="ledger">') :]
    table = table[: table.index("</table>")]
    rows = re.findall(
        r'<td class="number">([+−]?\d\.\d{4})</td><td class="number">[−-]?\d\.\d{4}</td></tr>', table
    )
    score = re.findall(r'<td class="number">(\d\.\d{4})</td></tr></tfoot>', table)
    return [round(float(one.replace("−", "-")) * POINTS) for one in rows], round(float(score[0]) * POINTS)


def test_a_report_tells_what_was_asked_what_was_found_and_where_it_stands(
    deps: Deps, screened: Screening
) -> None:
    page = page_of(screening_report(deps, screened.id, by=ANNA))
    hit, version = screened.hits[0], screened.screened_against[0].version
    for told in (
        "Joseph Koni",
        *ALIASES[:3],
        "client-1",
        "retail",
        "anna-key",
        screened.corpus,
        screened.policy,
    ):
        assert told in page
    for told in (hit.primary_name, hit.locator, version.sha256, version.version, "CAR", hit.evidence[1].note):
        assert told in page
    assert "<lastName>KONY</lastName>" in page
    assert "as recorded" in page


def test_the_contributions_of_a_report_add_up_and_say_how_each_comes_about(
    deps: Deps, screened: Screening
) -> None:
    page = page_of(screening_report(deps, screened.id, by=ANNA))
    contributions, score = ledger_of(page)
    assert (sum(contributions), score) == (screened.hits[0].score, screened.hits[0].score)
    assert len(contributions) == len(screened.hits[0].evidence)
    weight, similarity = re.findall(r"(0\.\d{4}) × \((0\.\d{4}) − 0\.5\) ÷ 0\.5", page)[0]
    worked = round(float(weight) * (float(similarity) - 0.5) / 0.5 * POINTS)
    assert worked == next(e.contribution for e in screened.hits[0].evidence if e.feature == "birth_date")


def test_a_report_is_one_file_that_asks_for_nothing_and_runs_nothing(deps: Deps, screened: Screening) -> None:
    html = render_report(screening_report(deps, screened.id, by=ANNA)).decode()
    assert not re.search(r"<script|\ssrc=|<link|<a |url\(|@import", html)
    assert "&lt;script&gt;" in html


def test_what_turns_letters_round_is_named_in_a_report(deps: Deps, screened: Screening) -> None:
    html = render_report(screening_report(deps, screened.id, by=ANNA)).decode()
    assert "Koni[right-to-left override]hpesoJ" in html
    assert "\u202e" not in html


def test_a_pdf_shows_names_in_every_script_and_numbers_that_add_up(deps: Deps, screened: Screening) -> None:
    content = make_pdf(render_report(screening_report(deps, screened.id, by=ANNA)))
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    for name in ("Joseph Koni", *ALIASES[:2]):
        assert name in text
    assert all(word in text or word[::-1] in text for word in ALIASES[2].split())
    hit = screened.hits[0]
    for line in hit.evidence:
        assert f"{abs(line.contribution) / POINTS:.4f}" in text
    assert f"{hit.score / POINTS:.4f}" in text


def test_the_same_report_gives_the_same_bytes_and_is_tagged_for_readers(
    deps: Deps, screened: Screening
) -> None:
    report = screening_report(deps, screened.id, by=ANNA)
    one, other = (make_pdf(render_report(report)) for _ in range(2))
    assert one == other
    reader = PdfReader(io.BytesIO(one))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert reader.metadata
    assert screened.id in str(reader.metadata.title)


def test_a_pdf_without_the_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(NotInstalled, match=r"screening\[pdf\]"):
        make_pdf(b"<p>")


def test_nothing_is_fetched_for_a_pdf_whatever_a_page_says(tmp_path: Path) -> None:
    secret = write(tmp_path / "secret.txt", b"secret")
    page = f'<html lang="en"><title>x</title><link rel="attachment" href="{secret.as_uri()}"><p>x'
    assert PdfReader(io.BytesIO(make_pdf(page.encode()))).attachments == {}


def test_an_alerts_report_tells_who_decided_and_who_approved_with_words_and_history(
    deps: Deps, decided: str
) -> None:
    report = alert_report(deps, decided, by=BEN)
    page = page_of(report)
    for told in (
        WORDS,
        "The birth dates cannot be of one person",
        "approved by Ben",
        "false positive",
        "Anna",
    ):
        assert told in page
    assert {one.kept.record.kind for one in report.audit.records} >= {
        "screening",
        "alert_proposed",
        "alert_approved",
    }
    assert report.audit.problems == ()
    assert all(not one.problems for one in report.audit.records)
    assert [one.alert_id for one in report.suppressions] == [decided]
    assert report.suppressions[0].id in page


def test_only_words_of_ours_lose_their_underscores_in_a_history() -> None:
    values = {"state": "pending_approval", "assignee": "ben_smith", "hits": ["us_ofac_sdn:6365"]}
    assert in_words(values) == "state: pending approval; assignee: ben_smith; hits: us_ofac_sdn:6365"


Spoil = Callable[[Deps, str], None]


def _disposition(deps: Deps, alert_id: str) -> None:
    with deps.database.writing() as session:
        session.execute(
            update(DispositionRow).where(DispositionRow.alert_id == alert_id).values(made_by="Ben")
        )


def _hits(deps: Deps, _: str) -> None:
    with deps.database.writing() as session:
        session.execute(update(HitRow).values(score=HitRow.score - 1))


@pytest.mark.parametrize("spoil", [_disposition, _hits])
def test_a_report_says_that_something_is_not_as_it_was_recorded(
    deps: Deps, decided: str, spoil: Spoil
) -> None:
    spoil(deps, decided)
    report = alert_report(deps, decided, by=BEN)
    assert len(report.audit.problems) == 1
    assert "Do not rely on this report" in page_of(report)


def test_an_answer_whose_payload_was_purged_is_said_to_be_purged(deps: Deps, screened: Screening) -> None:
    report = screening_report(deps, screened.id, by=ANNA)
    seq = report.audit.records[0].kept.record.seq
    with deps.database.writing() as session:
        session.execute(delete(AuditPayloadRow).where(AuditPayloadRow.seq == seq))
    page = page_of(screening_report(deps, screened.id, by=ANNA))
    assert "payload purged" in page


def test_who_does_not_see_a_portfolio_gets_no_report_of_it(
    deps: Deps, decided: str, screened: Screening
) -> None:
    with pytest.raises(UnknownScreening):
        screening_report(deps, screened.id, by=OTHER)
    with pytest.raises(UnknownAlert):
        alert_report(deps, decided, by=OTHER)


def test_who_may_not_read_screenings_is_told_that_they_are_left_out(deps: Deps, decided: str) -> None:
    alone = Principal(name="a", person="a", permissions=frozenset({Permission.READ_ALERTS}))
    report = alert_report(deps, decided, by=alone)
    assert report.screenings == ()
    assert "may not read screenings" in page_of(report)
    assert "Joseph Koni" not in page_of(report)


def test_handing_a_report_out_is_recorded_with_its_digest(deps: Deps, screened: Screening) -> None:
    report = screening_report(deps, screened.id, by=ANNA)
    file = hand_out(deps, report, ReportFormat.HTML, by=BEN)
    with deps.database.reading() as session:
        kept = last_of_kind(session, "report_read")
    assert kept
    assert kept.payload
    told = {"screening": screened.id, "format": "html", "sha256": hashlib.sha256(file.content).hexdigest()}
    assert (kept.record.actor, json.loads(kept.payload)) == ("ben", told)
    assert verify_audit(deps).findings == ()


def test_a_verification_that_was_asked_for_is_done_once_and_told_by_reports(
    deps: Deps, screened: Screening
) -> None:
    assert verify_if_asked(deps) is None
    ask_verification(deps, ANNA)
    ask_verification(deps, BEN)
    assert verification_state(deps).asked_by == "anna-key"
    done = verify_if_asked(deps)
    assert done
    assert done.is_whole
    assert done.by == "worker"
    assert verification_state(deps).asked_at is None
    assert verify_if_asked(deps) is None
    assert "nothing wrong" in page_of(screening_report(deps, screened.id, by=ANNA))
