"""Reach: which hosts a download may go to, and that a name leads to a public address and to no other.

A post's author chooses neither host nor address: the hosts are configured, a name is looked up once, what it says
is checked, and the connection goes to that very address. So a name that changes its mind between the check and the
connection (DNS rebinding) gains nothing, and nothing inside our own network can be asked for.
"""

import ipaddress
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import httpx

Resolve = Callable[[str, int], Sequence[str]]

# RFC 6052: an IPv4 address inside IPv6, which a translating network would deliver to that IPv4 address.
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class HostNotAllowed(Exception):
    """Cannot go there, because the address is not https on one of the configured hosts."""

    code = "host_not_allowed"

    def __init__(self, url: httpx.URL) -> None:
        super().__init__(f"{url.scheme}://{url.host} is no host that pictures are fetched from")
        self.host = url.host


class AddressNotPublic(Exception):
    """Cannot go there, because the name leads to an address that is not on the public Internet."""

    code = "address_not_public"

    def __init__(self, host: str, address: str) -> None:
        super().__init__(f"{host} leads to {address}, which is no public address")
        self.host = host
        self.address = address


@cache
def usual_certificates() -> ssl.SSLContext:
    """The certificates that come with httpx; read once, for reading them takes longer than a request."""
    return httpx.create_ssl_context(trust_env=False)


def looked_up(host: str, port: int) -> Sequence[str]:
    """The addresses of a name as this machine knows them. Raises httpx.ConnectError where there is none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise httpx.ConnectError(f"{host} has no address") from error
    return [str(address[0]) for *_kind, address in found]


def is_public(address: str) -> bool:
    """Whether an address is on the public Internet, also when it carries an IPv4 address inside."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        carried = _carried(parsed)
        if carried is not None:
            return carried.is_global and not carried.is_multicast
    return parsed.is_global and not parsed.is_multicast and not parsed.is_reserved


@dataclass(frozen=True, slots=True)
class Reach:
    """The hosts that pictures are fetched from. ``loopback_allowed`` is for tests: plain http and this machine too."""

    hosts: frozenset[str]
    loopback_allowed: bool = False
    resolve: Resolve = looked_up

    def refuse(self, url: httpx.URL) -> None:
        """Raises HostNotAllowed: another host, another scheme or port, or a name and password in the address."""
        plain = url.scheme == "https" and url.port in (None, 443)
        if url.host not in self.hosts or url.userinfo or not (plain or self._for_tests(url)):
            raise HostNotAllowed(url)

    def address_of(self, url: httpx.URL) -> str:
        """The address to connect to. Raises HostNotAllowed, AddressNotPublic, httpx.ConnectError."""
        self.refuse(url)
        addresses = self.resolve(url.host, url.port or 443)
        for address in addresses:
            if not (is_public(address) or (self.loopback_allowed and ipaddress.ip_address(address).is_loopback)):
                raise AddressNotPublic(url.host, address)
        if not addresses:
            raise httpx.ConnectError(f"{url.host} has no address")
        return addresses[0]

    def _for_tests(self, url: httpx.URL) -> bool:
        return self.loopback_allowed and url.scheme in ("http", "https")


class Pinned(httpx.BaseTransport):
    """Connects to the address that was checked, while name and certificate stay the host's.

    A connection carries one answer: a server that sends more than the length it named would have the rest read as
    the next picture's answer, and a certificate checked for one host must not serve another at the same address.
    """

    def __init__(self, reach: Reach, *, certificates: ssl.SSLContext | None = None) -> None:
        """``certificates`` are those to trust; the usual ones where not given."""
        self._reach = reach
        self._wire = httpx.HTTPTransport(
            verify=certificates or usual_certificates(),
            trust_env=False,
            limits=httpx.Limits(max_keepalive_connections=0),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request to the address its host was just looked up at. Raises what Reach.address_of raises."""
        address = self._reach.address_of(request.url)
        return self._wire.handle_request(
            httpx.Request(
                request.method,
                request.url.copy_with(host=address),
                headers=request.headers,
                stream=request.stream,
                extensions={**request.extensions, "sni_hostname": request.url.host},
            )
        )

    def close(self) -> None:
        """Let the connections go."""
        self._wire.close()


def _carried(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address inside an IPv6 one (mapped, 6to4, Teredo, NAT64), which is where packets would end."""
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo
