"""Reads a mail server's URL into what Django wants to know of it; without one, letters are files in a folder.

`smtp://` talks in the clear, `smtp+tls://` begins so and turns to TLS (STARTTLS), `smtps://` is TLS from the start.
"""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ledger.config.unfit import SettingUnfit

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
BACKENDS = "django.core.mail.backends"


@dataclass(frozen=True, slots=True)
class Server:
    """Where letters go; ``backend`` is Django's word for the way."""

    backend: str
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    starts_tls: bool = False
    is_tls: bool = False
    folder: str | None = None


def server(url: str, *, folder: Path) -> Server:
    """The server of this URL, or the folder where it is empty. Raises SettingUnfit."""
    if not url:
        return Server(f"{BACKENDS}.filebased.EmailBackend", folder=str(folder))
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS[parts.scheme]
    except (KeyError, ValueError) as error:
        raise _unfit() from error
    if parts.scheme not in PORTS or not parts.hostname or parts.path.strip("/") or parts.query:
        raise _unfit()
    return Server(
        f"{BACKENDS}.smtp.EmailBackend",
        host=parts.hostname,
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starts_tls=parts.scheme == "smtp+tls",
        is_tls=parts.scheme == "smtps",
    )


def _unfit() -> SettingUnfit:
    """The URL may hold a password, so what was given is not told."""
    wanted = "smtp+tls://USER:PASSWORD@HOST:587, smtps:// or smtp://, with signs in the password percent-encoded"
    return SettingUnfit("EMAIL_URL", "no mail server's address", wanted)
