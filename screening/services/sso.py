"""Single sign-on by OpenID Connect: the authorization code flow with PKCE, state and nonce.

The provider says who somebody is; whether they may sign in, and as what, is said by our users. A user
is bound to the provider's subject at the first sign-in, so that a name that is given to somebody else
later opens nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from requests import RequestException

from screening.config import Settings
from screening.domain.errors import SignInFailed
from screening.services.attempts import Attempt, new_attempt
from screening.services.deps import Deps
from screening.services.sessions import Sessions
from screening.services.sign_in import begin_session, is_locked
from screening.store import audit
from screening.store import users as user_store
from screening.store.audit_cover import COVERS
from screening.store.users import User

_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
_PATIENCE = 10
"""Seconds to wait for the provider."""
_LEEWAY = 60
"""Seconds by which the provider's clock may differ."""
_REFUSED = "The single sign-on did not say that you are a user of this installation."


class SingleSignOn:
    """Signs users in whom the provider knows."""

    def __init__(self, deps: Deps, sessions: Sessions, return_url: str) -> None:
        """``deps.settings`` name the provider, which sends browsers back to ``return_url``."""
        self._deps = deps
        self._sessions = sessions
        self._return_url = return_url

    def begin(self, wanted: str) -> tuple[str, Attempt]:
        """Where to send the browser, and what it must bring back. Raises ``SignInFailed``."""
        attempt = new_attempt(wanted)
        with self._client() as client:
            url, _ = client.create_authorization_url(
                self._provider(client)["authorization_endpoint"],
                state=attempt.state,
                nonce=attempt.nonce,
                code_verifier=attempt.verifier,
            )
        return str(url), attempt

    def finish(self, attempt: Attempt, returned: Mapping[str, str]) -> str:
        """The token of a new session for whom the provider sent back.

        Raises ``SignInFailed``, in words that tell nothing about which users there are.
        """
        if not secrets.compare_digest(returned.get("state", "").encode(), attempt.state.encode()):
            raise SignInFailed("This sign-in was not begun in this browser: begin again.")
        if "code" not in returned:
            raise SignInFailed(_REFUSED)
        with self._client() as client:
            claims = self._claims(client, attempt, returned["code"])
        return self._let_in(claims)

    def _claims(self, client: OAuth2Session, attempt: Attempt, code: str) -> Mapping[str, Any]:
        """What the provider says of the user, its signature, issuer, audience, time and nonce checked."""
        provider = self._provider(client)
        try:
            answer = client.fetch_token(
                provider["token_endpoint"], code=code, code_verifier=attempt.verifier, timeout=_PATIENCE
            )
            keys = KeySet.import_key_set(_read(client, provider["jwks_uri"]))
            claims = jwt.decode(answer["id_token"], keys, algorithms=_ALGORITHMS).claims
            self._registry(attempt).validate(claims)
            if claims.get("azp", self._deps.settings.oidc_client_id) != self._deps.settings.oidc_client_id:
                raise ValueError("made for another client")
        except (RequestException, AuthlibBaseError, JoseError, KeyError, ValueError) as error:
            raise SignInFailed(_REFUSED) from error
        return claims

    def _registry(self, attempt: Attempt) -> jwt.JWTClaimsRegistry:
        settings = self._deps.settings
        return jwt.JWTClaimsRegistry(
            now=lambda: int(self._deps.clock().timestamp()),
            leeway=_LEEWAY,
            iss={"essential": True, "value": settings.oidc_issuer or ""},
            aud={"essential": True, "value": settings.oidc_client_id or ""},
            nonce={"essential": True, "value": attempt.nonce},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        )

    def _let_in(self, claims: Mapping[str, Any]) -> str:
        name, now = claimed_name(claims, self._deps.settings), self._deps.clock()
        subject = f"{claims['iss']} {claims['sub']}"
        with self._deps.database.writing() as session:
            user = user_store.get_user(session, name, to_change=True)
            if user is None or user.disabled or is_locked(user, now) or not _is_same(user, subject):
                raise SignInFailed(_REFUSED)
            if user.sso_subject is None:
                user_store.change_user(session, name, sso_subject=subject)
                payload = {"user": name, "old": {"subject": None}, "new": {"subject": subject}}
                covered = payload | {COVERS: user_store.cover_user(session, name)}
                audit.append(session, at=now, actor=name, kind="user_bound", payload=covered)
            return begin_session(session, self._sessions, user, now)

    def _client(self) -> OAuth2Session:
        settings = self._deps.settings
        secret = settings.oidc_client_secret
        return OAuth2Session(
            settings.oidc_client_id,
            secret.get_secret_value() if secret else None,
            scope="openid email profile",
            redirect_uri=self._return_url,
            code_challenge_method="S256",
        )

    def _provider(self, client: OAuth2Session) -> Mapping[str, Any]:
        """What the provider says of itself. Raises ``SignInFailed``."""
        issuer = self._deps.settings.oidc_issuer or ""
        try:
            found: Mapping[str, Any] = _read(client, f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        except (RequestException, ValueError) as error:
            raise SignInFailed("The single sign-on does not answer.") from error
        if found.get("issuer") != issuer:
            raise SignInFailed("The single sign-on calls itself by another name than the settings.")
        return found


def claimed_name(claims: Mapping[str, Any], settings: Settings) -> str:
    """The name of the user that ``claims`` are of; empty where they do not say, or only unverified."""
    if settings.oidc_claim == "email" and claims.get("email_verified") is not True:
        return ""
    name = claims.get(settings.oidc_claim)
    return name if isinstance(name, str) else ""


def _is_same(user: User, subject: str) -> bool:
    return user.sso_subject is None or user.sso_subject == subject


def _read(client: OAuth2Session, url: str) -> Any:
    answer = client.get(url, timeout=_PATIENCE, withhold_token=True)
    answer.raise_for_status()
    return answer.json()
