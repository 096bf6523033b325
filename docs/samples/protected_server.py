"""An HTTP server that lets in whoever brings a good token of Gatehouse, and nobody else.

Settings by environment: ISSUER, RESOURCE, PORT. With CLIENT_ID and CLIENT_SECRET it introspects, with nothing but the
standard library; without them it uses the key set, and needs PyJWT: pip install "pyjwt[crypto]".
"""

import base64
import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ISSUER = os.environ["ISSUER"]
RESOURCE = os.environ["RESOURCE"]


class BadToken(Exception):
    """The caller's fault; every other error is ours."""


# --- by key set ---

def by_key_set():
    import jwt

    # cached for 5 minutes as the server says; an unknown key id fetches again, here at most once in 5 seconds
    keys = jwt.PyJWKClient(ISSUER + "/oauth2/jwks", cache_jwk_set=True, lifespan=300, timeout=5)
    fetched = [float("-inf")]

    def key_of(kid):
        known = keys.match_kid(keys.get_signing_keys(), kid)
        if known is None and time.monotonic() - fetched[0] > 5:
            fetched[0] = time.monotonic()
            known = keys.match_kid(keys.get_signing_keys(refresh=True), kid)
        if known is None:
            raise BadToken("unknown key")
        return known

    def check(token):
        try:
            header = jwt.get_unverified_header(token)
            if header.get("typ") != "at+jwt":
                raise BadToken("not an access token")
            claims = jwt.decode(
                token,
                key_of(header.get("kid")),
                algorithms=["ES256", "RS256"],
                issuer=ISSUER,
                audience=RESOURCE,
                leeway=0,
                options={"require": ["iss", "aud", "sub", "exp", "iat", "client_id"]},
            )
        except jwt.InvalidTokenError as error:
            raise BadToken(str(error)) from error
        return claims["sub"], claims.get("scope", "").split()

    return check


# --- by introspection ---

def by_introspection(client_id, client_secret):
    pair = urllib.parse.quote_plus(client_id) + ":" + urllib.parse.quote_plus(client_secret)
    authorization = "Basic " + base64.b64encode(pair.encode()).decode()

    def check(token):
        request = urllib.request.Request(
            ISSUER + "/oauth2/introspect",
            data=urllib.parse.urlencode({"token": token}).encode(),
            headers={"Authorization": authorization},
        )
        with urllib.request.urlopen(request, timeout=5) as response:
            answer = json.load(response)
        if answer.get("active") is not True:
            raise BadToken("not active")
        audience = answer.get("aud")
        if RESOURCE not in (audience if isinstance(audience, list) else [audience]) or answer.get("iss") != ISSUER:
            raise BadToken("for another server")
        return answer["sub"], answer.get("scope", "").split()

    return check


# --- the server: metadata, challenges, and what it protects ---

PARTS = urllib.parse.urlsplit(RESOURCE)
METADATA_PATH = "/.well-known/oauth-protected-resource" + PARTS.path
METADATA_URL = f"{PARTS.scheme}://{PARTS.netloc}{METADATA_PATH}"
CLIENT_ID = os.environ.get("CLIENT_ID")
CHECK = by_introspection(CLIENT_ID, os.environ["CLIENT_SECRET"]) if CLIENT_ID else by_key_set()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path_only() == METADATA_PATH:
            self.answer(200, {
                "resource": RESOURCE,
                "authorization_servers": [ISSUER],
                "scopes_supported": ["mcp:read", "mcp:write"],
                "bearer_methods_supported": ["header"],
            })
        else:
            self.protect("mcp:read")

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.protect("mcp:write")

    def path_only(self):
        return urllib.parse.urlsplit(self.path).path

    def protect(self, needed):
        if self.path_only() != PARTS.path:
            return self.answer(404, {})
        scheme, _, token = (self.headers.get("Authorization") or "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            return self.challenge(401)
        try:
            subject, scopes = CHECK(token.strip())
        except BadToken:
            return self.challenge(401, "invalid_token")
        except Exception:
            return self.answer(503, {"error": "temporarily_unavailable"})
        if needed not in scopes:
            return self.challenge(403, "insufficient_scope")
        return self.answer(200, {"hello": subject})

    def challenge(self, status, error=None):
        value = f'Bearer resource_metadata="{METADATA_URL}", scope="mcp:read mcp:write"'
        if error:
            value += f', error="{error}"'
        self.answer(status, {}, {"WWW-Authenticate": value})

    def answer(self, status, body, headers=None):
        data = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(data)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        """Nothing: a log line would hold no token, but nobody reads it here."""


server = ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler)
print("listening", flush=True)
server.serve_forever()
