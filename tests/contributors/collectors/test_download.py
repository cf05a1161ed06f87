import datetime as dt
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from contributors.collectors import download, rates, reach
from contributors.collectors.download import Bounds, DownloadRefused, Downloads
from tests.contributors.collectors import loopback
from tests.contributors.collectors.loopback import Asked, Clock, Reply, picture_reply

PNG = {"Content-Type": "image/png"}


@dataclass
class Shelf:
    """A house with one answer for each path."""

    replies: dict[str, Reply] = field(default_factory=dict)

    def answer(self, asked: Asked) -> Reply:
        return self.replies.get(asked.path, Reply(404))


@dataclass
class Stage:
    server: loopback.Server
    shelf: Shelf
    clock: Clock
    downloads: Downloads

    def fetch(self, path: str = "/a.png", *, size_bytes: int | None = None) -> bytes:
        return self.downloads.fetch(self.server.address + path, size_bytes=size_bytes)

    def refusal(self, path: str = "/a.png") -> str:
        with pytest.raises(DownloadRefused) as refused:
            self.fetch(path)
        return refused.value.reason


@contextmanager
def shelf(*, bounds: Bounds | None = None, **replies: Reply) -> Iterator[Stage]:
    """A server with these answers at /NAME.png."""
    house, clock = Shelf({f"/{name}.png": reply for name, reply in replies.items()}), Clock()
    with loopback.serving(house) as server, loopback.downloads(clock, bounds=bounds) as downloads:
        yield Stage(server, house, clock, downloads)


def redirect(location: str) -> Reply:
    return Reply(302, headers={"Location": location})


def test_a_picture_comes_whole_without_a_token_or_a_cookie_being_sent() -> None:
    with shelf(a=picture_reply(b"bytes"), b=Reply(content=b"b", headers={**PNG, "Set-Cookie": "track=1"})) as stage:
        stage.fetch("/b.png")
        assert stage.fetch() == b"bytes"
        sent = stage.server.requests[-1].headers
        assert {"cookie", "authorization"}.isdisjoint(sent)
        assert sent["accept-encoding"] == "identity"


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "application/octet-stream", "video/mp4", ""])
def test_what_is_no_picture_by_its_type_is_refused(kind: str) -> None:
    with shelf(a=Reply(content=b"x", headers={"Content-Type": kind})) as stage:
        assert stage.refusal() == "not_a_picture"


def test_a_file_announced_too_large_is_refused_before_its_body() -> None:
    with shelf(bounds=Bounds(most_bytes=10), a=Reply(content=b"x", headers=PNG, announced_bytes=11)) as stage:
        assert stage.refusal() == "too_large"


def test_a_file_that_grows_too_large_without_announcing_it_is_refused() -> None:
    endless = Reply(headers=PNG, pieces=[b"x" * 1000] * 50, is_chunked=True)
    with shelf(bounds=Bounds(most_bytes=10_000), a=endless) as stage:
        assert stage.refusal() == "too_large"


def test_a_file_exactly_as_large_as_allowed_is_taken() -> None:
    with shelf(bounds=Bounds(most_bytes=10), a=picture_reply(b"x" * 10)) as stage:
        assert stage.fetch() == b"x" * 10


def test_a_body_that_breaks_off_is_fetched_again() -> None:
    with shelf(a=picture_reply(b"whole file")) as stage:
        stage.server.trouble("/a.png", Reply(content=b"who", headers=PNG, announced_bytes=10))
        assert stage.fetch() == b"whole file"
        assert stage.clock.slept_seconds == [0.5]


def test_a_body_that_always_breaks_off_is_refused() -> None:
    with shelf(a=Reply(content=b"who", headers=PNG, announced_bytes=10)) as stage:
        assert stage.refusal() == "broken_off"
        assert len(stage.server.requests) == 6


@pytest.mark.parametrize("announced_bytes", [3, 12])
def test_a_length_other_than_the_post_told_is_refused(announced_bytes: int) -> None:
    wrong = Reply(content=b"whole file", headers=PNG, announced_bytes=announced_bytes)
    with shelf(a=wrong) as stage, pytest.raises(DownloadRefused) as refused:
        stage.fetch(size_bytes=10)
    assert refused.value.reason == "broken_off"


def test_bytes_beyond_the_named_length_are_never_read_as_the_next_picture() -> None:
    smuggled = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 4\r\n\r\nevil"
    with shelf(a=Reply(content=b"abc" + smuggled, headers=PNG, announced_bytes=3), b=picture_reply(b"b")) as stage:
        assert stage.fetch() == b"abc"
        assert stage.fetch("/b.png") == b"b"


def test_a_body_that_drips_is_given_up() -> None:
    drip = Reply(headers=PNG, pieces=[b"x"] * 20, pause_seconds=0.002)
    with shelf(bounds=Bounds(longest_seconds=30), a=drip) as stage:
        stage.clock.tick = dt.timedelta(seconds=20)
        assert stage.refusal() == "broken_off"


def test_a_fault_that_passes_is_waited_out_and_one_that_stays_is_no_verdict_on_the_picture() -> None:
    with shelf(a=picture_reply(b"x"), b=Reply(503)) as stage:
        stage.server.trouble("/a.png", Reply(503), Reply(429, headers={"Retry-After": "7"}))
        assert stage.fetch() == b"x"
        assert stage.clock.slept_seconds == [0.5, 7.0]
        with pytest.raises(rates.SourceUnavailable):
            stage.fetch("/b.png")


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_file_that_is_gone_is_refused_without_asking_again(status: int) -> None:
    with shelf(a=Reply(status)) as stage:
        assert stage.refusal() == "gone"
        assert len(stage.server.requests) == 1


def test_a_refusal_does_not_tell_the_signature() -> None:
    with shelf() as stage, pytest.raises(DownloadRefused) as refused:
        stage.fetch("/a.png?hm=secret")
    assert "secret" not in str(refused.value)


def test_a_compressed_answer_is_refused() -> None:
    with shelf(a=Reply(content=b"x", headers={**PNG, "Content-Encoding": "gzip"})) as stage:
        assert stage.refusal() == "download_refused"


def test_a_redirect_within_the_host_is_followed() -> None:
    with shelf(a=redirect("/b.png"), b=picture_reply(b"moved")) as stage:
        assert stage.fetch() == b"moved"


@pytest.mark.parametrize(
    "location",
    [
        "http://evil.example/x.png",
        "//evil.example/x.png",
        "http://127.0.0.1:1/x.png",
        "https://127.0.0.1/",
        "file:///etc/x",
    ],
)
def test_a_redirect_elsewhere_is_refused(location: str) -> None:
    with shelf(a=redirect(location)) as stage:
        assert stage.refusal() == "redirected_away"


def test_redirects_in_a_circle_are_refused() -> None:
    with shelf(a=redirect("/a.png")) as stage:
        assert stage.refusal() == "redirected_away"
        assert len(stage.server.requests) == 4


@dataclass
class Names:
    """What a name leads to, answer by answer; counts how often it was looked up."""

    answers: Sequence[Sequence[str]]
    asked: int = 0

    def resolve(self, host: str, port: int) -> Sequence[str]:
        found = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        return found


def outside(names: Names) -> reach.Reach:
    return reach.Reach(frozenset({"pbs.twimg.com"}), resolve=names.resolve)


@contextmanager
def opened(where: reach.Reach, *, certificates: ssl.SSLContext | None = None) -> Iterator[Downloads]:
    downloads = Downloads(where, pace=loopback.pace(Clock(), attempts=1), certificates=certificates)
    try:
        yield downloads
    finally:
        downloads.close()


@pytest.mark.parametrize(
    "address",
    [
        "http://pbs.twimg.com/a.png",
        "https://pbs.twimg.com:8443/a.png",
        "https://pbs.twimg.com.evil.example/a.png",
        "https://evil.example/pbs.twimg.com",
        "https://pbs.twimg.com@evil.example/a.png",
        "https://somebody:word@pbs.twimg.com/a.png",
        "https://127.0.0.1/a.png",
        "ftp://pbs.twimg.com/a.png",
        "file:///etc/passwd",
        "//pbs.twimg.com/a.png",
        "",
        "https://[::1",
    ],
)
def test_only_https_on_a_configured_host_is_fetched(address: str) -> None:
    names = Names([["127.0.0.1"]])
    with opened(outside(names)) as downloads, pytest.raises(DownloadRefused) as refused:
        downloads.fetch(address)
    assert refused.value.reason == "host_not_allowed"
    assert names.asked == 0


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fc00::1",
        "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::", "fe80::1%eth0", "no address",
    ],
)  # fmt: skip
def test_a_name_that_leads_inside_is_refused_even_among_public_addresses(address: str) -> None:
    assert not reach.is_public(address)
    with opened(outside(Names([["203.0.114.1", address]]))) as downloads, pytest.raises(DownloadRefused) as refused:
        downloads.fetch("https://pbs.twimg.com/a.png")
    assert refused.value.reason == "address_not_public"


@pytest.mark.parametrize("address", ["8.8.8.8", "203.0.114.1", "2606:4700::1111", "64:ff9b::808:808"])
def test_public_addresses_are_public(address: str) -> None:
    assert reach.is_public(address)


def test_a_name_without_an_address_is_no_verdict_on_the_picture() -> None:
    with opened(outside(Names([[]]))) as downloads, pytest.raises(rates.SourceUnavailable):
        downloads.fetch("https://pbs.twimg.com/a.png")


def certificate_for(name: str, folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's certificate for a name, and a client's trust in it alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    made = (
        made.serial_number(1).not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
    )
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    public = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "server.pem").write_bytes(private + public)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "server.pem")
    return server, ssl.create_default_context(cadata=public.decode())


@pytest.mark.parametrize("certified", ["pictures.example", "other.example"])
def test_the_connection_goes_to_the_address_looked_up_and_the_certificate_must_be_the_names(
    certified: str, tmp_path: Path
) -> None:
    server_side, client_side = certificate_for(certified, tmp_path)
    names = Names([["127.0.0.1"], ["203.0.114.1"]])
    with loopback.serving(Shelf({"/a.png": picture_reply(b"x")}), certificate=server_side) as server:
        where = reach.Reach(frozenset({"pictures.example"}), loopback_allowed=True, resolve=names.resolve)
        with opened(where, certificates=client_side) as downloads:
            address = server.address.replace("127.0.0.1", "pictures.example") + "/a.png"
            if certified == "pictures.example":
                assert downloads.fetch(address) == b"x"
                assert server.requests[0].headers["host"].startswith("pictures.example:")
            else:
                with pytest.raises(rates.SourceUnavailable):
                    downloads.fetch(address)
                assert server.requests == []
        assert names.asked == 1


def test_the_usual_hosts_are_those_of_x_and_discord() -> None:
    assert {"pbs.twimg.com"} == download.X_HOSTS
    assert {"cdn.discordapp.com"} == download.DISCORD_HOSTS
