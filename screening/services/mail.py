"""One message is mailed through the SMTP server of the settings."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from screening.domain.errors import NotDelivered, UsageError
from screening.services.deps import Deps

_TIMEOUT = 30.0
"""Seconds that the server may be silent."""


def send_mail(deps: Deps, to: Sequence[str], subject: str, text: str) -> None:
    """Mail ``text``. Raises ``NotDelivered`` with the server's reason, ``UsageError`` where the settings
    name no server or no sender."""
    settings = deps.settings
    if not settings.smtp_host or not settings.mail_from:
        raise UsageError("mail needs SCREENING_SMTP_HOST and SCREENING_MAIL_FROM")
    message = _message(deps, settings.mail_from, to, subject, text)
    try:
        with _connected(deps, settings.smtp_host) as server:
            if settings.smtp_user and settings.smtp_password:
                server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
            refused = server.send_message(message)
    except (smtplib.SMTPException, OSError) as error:
        raise NotDelivered(f"the mail server {settings.smtp_host} did not take a mail: {error}") from error
    if refused:
        raise NotDelivered(f"the mail server {settings.smtp_host} refused {', '.join(refused)}")


def _message(deps: Deps, sender: str, to: Sequence[str], subject: str, text: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, ", ".join(to), subject
    message["Date"] = format_datetime(deps.clock())
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].strip(" >"))
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def _connected(deps: Deps, host: str) -> smtplib.SMTP:
    """A connection that is secure unless the settings say otherwise: certificates are verified."""
    settings, secure = deps.settings, ssl.create_default_context()
    if settings.smtp_security == "tls":
        return smtplib.SMTP_SSL(host, settings.smtp_port, timeout=_TIMEOUT, context=secure)
    server = smtplib.SMTP(host, settings.smtp_port, timeout=_TIMEOUT)
    if settings.smtp_security == "starttls":
        try:
            server.starttls(context=secure)
        except BaseException:
            server.close()
            raise
    return server
