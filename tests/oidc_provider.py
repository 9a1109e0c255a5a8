"""A small OpenID Connect provider, run as a process of its own: `python -m tests.oidc_provider FILE`.

It lets in, without asking, the user that FILE describes at that moment: ``claims`` go into the ID
token, ``faults`` make it misbehave. It checks what a provider must check: client, redirect address,
that a code is used once, and PKCE. Its first line of output is its address.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = ("screening", "the client's secret")
KEY = RSAKey.generate_key(2048, {"kid": "1"})
FOREIGN_KEY = RSAKey.generate_key(2048, {"kid": "1"})


class Provider(BaseHTTPRequestHandler):
    """One request to the provider."""

    file: Path
    issuer: str
    codes: dict[str, dict[str, str]]

    def do_GET(self) -> None:
        """The description, the keys, and the page where a user would agree."""
        parts = urlsplit(self.path)
        if parts.path == "/.well-known/openid-configuration":
            self._answer(self._description())
        elif parts.path == "/keys":
            self._answer({"keys": [KEY.as_dict(private=False)]})
        elif parts.path == "/authorize":
            self._agree({name: values[0] for name, values in parse_qs(parts.query).items()})
        else:
            self._answer({}, 404)

    def do_POST(self) -> None:
        """The token of a code, given to the client that it was made for."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        sent = {name: values[0] for name, values in parse_qs(body).items()}
        begun = self.codes.pop(sent.get("code", ""), None)
        if begun is None or not self._is_client() or not _is_verifier(begun, sent.get("code_verifier", "")):
            self._answer({"error": "invalid_grant"}, 400)
            return
        self._answer({"access_token": "x", "token_type": "Bearer", "id_token": self._id_token(begun)})

    def log_message(self, *_: object) -> None:
        """Nothing: the output is the address alone."""

    def _description(self) -> dict[str, Any]:
        return {
            "issuer": self._told().get("faults", {}).get("issuer", self.issuer),
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }

    def _agree(self, asked: dict[str, str]) -> None:
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        self.send_response(302)
        self.send_header(
            "Location", f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"
        )
        self.end_headers()

    def _id_token(self, begun: dict[str, str]) -> str:
        told, now = self._told(), int(time.time())
        claims = {"iss": self.issuer, "aud": begun["client_id"], "nonce": begun["nonce"], "iat": now}
        claims |= {"exp": now + 300, **told["claims"]}
        key = FOREIGN_KEY if told.get("faults", {}).get("key") else KEY
        return jwt.encode({"alg": "RS256", "kid": "1"}, claims, key)

    def _is_client(self) -> bool:
        shown = base64.b64decode(self.headers.get("Authorization", "").removeprefix("Basic ")).decode()
        return shown == ":".join(CLIENT)

    def _told(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.file.read_text())
        return told

    def _answer(self, body: dict[str, Any], status: int = 200) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _is_verifier(begun: dict[str, str], verifier: str) -> bool:
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return begun.get("code_challenge_method") == "S256" and digest == begun.get("code_challenge")


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    Provider.file, Provider.codes = Path(sys.argv[1]), {}
    Provider.issuer = f"http://127.0.0.1:{server.server_port}"
    print(Provider.issuer, flush=True)  # noqa: T201
    server.serve_forever()
