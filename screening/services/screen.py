"""One subject is screened, recorded, and only then answered."""

from __future__ import annotations

from screening.domain.screening import Screening, ScreeningRequest


class Screener:
    """Screens subjects against the corpus in force, or against a past one where asked.

    ``Screener(deps, corpora)`` with ``deps: Deps`` and ``corpora: CorpusProvider``.
    """

    def screen(self, request: ScreeningRequest, *, actor: str) -> Screening:
        """The recorded answer; the transaction is committed when this returns.

        Raises ``InvalidRequest`` (unknown list, threshold under the policy's floor, date to come),
        ``ListNotReady`` (a list that is asked for has no version in force), ``UnknownVersion``
        (a date before the first version held), ``DatabaseFailure`` (nothing was recorded).
        """
        raise RuntimeError("under construction")
