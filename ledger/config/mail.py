"""Reads a mail server's URL into what Django wants to know of it; without one, letters are files in a folder.

`smtp://` talks in the clear, `smtp+tls://` begins so and turns to TLS (STARTTLS), `smtps://` is TLS from the start.
"""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
BACKENDS = "django.core.mail.backends"


class MailAddressUnfit(ValueError):
    """The URL names no mail server. It may hold a password, so it is not told."""

    def __init__(self) -> None:
        super().__init__(
            "EMAIL_URL names no mail server: write it as smtp+tls://USER:PASSWORD@HOST:587, smtps:// or smtp://, "
            "with signs in the password percent-encoded"
        )


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
    """The server of this URL, or the folder where it is empty. Raises MailAddressUnfit."""
    if not url:
        return Server(f"{BACKENDS}.filebased.EmailBackend", folder=str(folder))
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS[parts.scheme]
    except (KeyError, ValueError) as error:
        raise MailAddressUnfit from error
    if parts.scheme not in PORTS or not parts.hostname or parts.path.strip("/") or parts.query:
        raise MailAddressUnfit
    return Server(
        f"{BACKENDS}.smtp.EmailBackend",
        host=parts.hostname,
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starts_tls=parts.scheme == "smtp+tls",
        is_tls=parts.scheme == "smtps",
    )
