"""Digests are mailed when they are due, once, by a real mail server, and name nobody unless told to."""

from __future__ import annotations

from asyncio import Server
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from sqlalchemy import update

from screening.config import Settings
from screening.domain.digest import DigestRule, Every
from screening.domain.errors import BadInputFile
from screening.domain.party_group import Member
from screening.services.deps import Deps
from screening.services.digest_rules import digest_rules
from screening.services.digests import preview_digests, send_due_digests
from screening.services.refresh import load_list
from screening.store.tables_webhooks import DigestRow
from tests.loading import LIST_ID, NEW, PEOPLE, list_xml, write
from tests.screened import load_people
from tests.store.alerts import make_alert, raised, record

RULES = b"""
[[digest]]
name = "compliance"
to = ["compliance@bank.example", "mlro@bank.example"]
every = "day"
hour = 12

[[digest]]
name = "retail"
to = ["retail@bank.example"]
every = "hour"
portfolios = ["retail"]
names = true
"""


class _Kept:
    """What a mail server took."""

    def __init__(self) -> None:
        self.mails: list[Any] = []
        self.refusing = False

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.refusing:
            return "451 try again later"
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


class _AnyPort(Controller):
    """Listens on a port that the system chooses."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def _mail_server() -> Iterator[tuple[_Kept, int]]:
    kept = _Kept()
    controller = _AnyPort(kept, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        yield kept, controller.port
    finally:
        controller.stop()


def _mailing(deps: Deps, folder: Path, port: int) -> Deps:
    settings = deps.settings.model_copy(
        update={
            "digests": write(folder / "digests.toml", RULES),
            "mail_from": "screening@bank.example",
            "smtp_host": "127.0.0.1",
            "smtp_port": port,
            "smtp_security": "none",
            "public_url": "https://screening.example/",
        }
    )
    return replace(deps, settings=settings)


def _raise_alerts(deps: Deps) -> None:
    at = deps.clock() - timedelta(minutes=30)
    retail = make_alert(Member(LIST_ID, "1"), raised_at=at, portfolio="retail", reference="client-77 \ud800")
    other = make_alert(Member(LIST_ID, "2"), raised_at=at, portfolio="wealth", reference="client-88")
    with deps.database.writing() as session:
        record(session, raised(retail), raised(other))


def _text(mail: Message) -> str:
    return str(mail.get_content())  # type: ignore[attr-defined]


def test_each_digest_is_mailed_once_with_what_waits_and_no_names_unless_asked_for(
    deps: Deps, tmp_path: Path
) -> None:
    load_people(deps, tmp_path)
    _raise_alerts(deps)
    with _mail_server() as (kept, port):
        mailing = _mailing(deps, tmp_path, port)
        assert send_due_digests(mailing, deps.clock()) == (2, [])
        assert send_due_digests(mailing, deps.clock()) == (0, [])
    daily, hourly = sorted(kept.mails, key=lambda mail: str(mail["To"]))
    assert daily["To"] == "compliance@bank.example, mlro@bank.example"
    assert daily["Subject"].startswith("Screening: 2 open alerts, 2 new")
    assert daily["Auto-Submitted"] == "auto-generated"
    assert not any(word in _text(daily) for word in ("A NAME", "client-77", "client-88", "KONY"))
    assert hourly["Subject"].startswith("Screening: 1 open alerts, 1 new")
    assert "https://screening.example/alerts/" in _text(hourly)
    assert ["did not arrive" in _text(mail) for mail in (daily, hourly)] == [True, False]
    assert "A NAME?, client client-77 ?" in _text(hourly)
    assert "client-88" not in _text(hourly)


def test_stale_held_and_missing_lists_are_told(deps: Deps, tmp_path: Path) -> None:
    load_people(deps, tmp_path)
    few = write(tmp_path / "few.xml", list_xml(NEW, dict(list(PEOPLE.items())[:1])))
    held = load_list(deps, LIST_ID, [few])
    later = replace(deps, clock=lambda: deps.clock() + timedelta(days=3))
    _, digest = next(preview_digests(_mailing(later, tmp_path, 25), later.clock()))
    assert f"{LIST_ID}: stale" in digest.text
    assert f"{LIST_ID}: {held.version.version} is held: " in digest.text


def test_a_mail_that_is_refused_is_sent_again_a_while_later(deps: Deps, tmp_path: Path) -> None:
    with _mail_server() as (kept, port):
        mailing, kept.refusing = _mailing(deps, tmp_path, port), True
        done = send_due_digests(mailing, deps.clock())
        assert (done.sent, len(done.failed)) == (0, 2)
        assert "try again later" in done.failed[0]
        kept.refusing = False
        assert send_due_digests(mailing, deps.clock()) == (0, [])
        with deps.database.writing() as session:
            session.execute(update(DigestRow).values(leased_until=datetime(2020, 1, 1, tzinfo=UTC)))
        assert send_due_digests(mailing, deps.clock()) == (2, [])


def test_without_starttls_nothing_is_mailed_where_it_is_demanded(deps: Deps, tmp_path: Path) -> None:
    with _mail_server() as (kept, port):
        mailing = _mailing(deps, tmp_path, port)
        strict = replace(mailing, settings=mailing.settings.model_copy(update={"smtp_security": "starttls"}))
        assert len(send_due_digests(strict, deps.clock()).failed) == 2
    assert kept.mails == []


def test_a_password_is_not_told_openly() -> None:
    with pytest.raises(ValueError, match="starttls or tls"):
        Settings(smtp_user="bank", smtp_security="none")


@pytest.mark.parametrize(
    ("every", "now", "period"),
    [
        (Every.DAY, datetime(2026, 3, 1, 5, 59, tzinfo=UTC), datetime(2026, 2, 28, 6, tzinfo=UTC)),
        (Every.DAY, datetime(2026, 3, 1, 6, 0, tzinfo=UTC), datetime(2026, 3, 1, 6, tzinfo=UTC)),
        (Every.HOUR, datetime(2026, 3, 1, 5, 59, tzinfo=UTC), datetime(2026, 3, 1, 5, tzinfo=UTC)),
    ],
)
def test_the_period_of_a_digest_ends_at_its_hour(every: Every, now: datetime, period: datetime) -> None:
    assert DigestRule(name="d", to=("a@b",), every=every, hour=6).period(now) == period


def test_after_a_gap_one_digest_tells_of_all_of_it() -> None:
    rule, now = DigestRule(name="d", to=("a@b",)), datetime(2026, 3, 5, 6, tzinfo=UTC)
    assert rule.begin(now, None) == now - timedelta(days=1)
    assert rule.begin(now, now - timedelta(days=4)) == now - timedelta(days=4)
    assert rule.begin(now, now) == now - timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"[[digest]]\nname = 'a'\nto = []", "digest.0.to"),
        (b"[[digest]]\nname = 'a'\nto = ['nobody']", "no mail address"),
        (b"[[digest]]\nname = 'a'\nto = ['a@b\\nBcc: c@d']", "no"),
        (b"[[digest]]\nname = 'a'\nto = ['a@b']\nhour = 24", "digest.0.hour"),
        (b"[[digest]]\nname = 'a'\nto = ['a@b']\n[[digest]]\nname = 'a'\nto = ['a@b']", "name of its own"),
        (b"[[digest", "cannot be used"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_place(tmp_path: Path, text: bytes, said: str) -> None:
    with pytest.raises(BadInputFile, match=said):
        digest_rules(Settings(digests=write(tmp_path / "digests.toml", text)))
