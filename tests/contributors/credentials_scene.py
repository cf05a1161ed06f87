"""Pictures with content credentials, signed in the test by invented people with certificates made for it."""

import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

import c2pa
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from PIL import Image as Picture

from tests.contributors.archive_scene import painted

MEDIA = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "GIF": "image/gif",
    "TIFF": "image/tiff",
    "AVIF": "image/avif",
}
SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/"
BEGINS = datetime(2026, 1, 1, tzinfo=UTC)
ENDS = BEGINS + timedelta(days=3650)

Assertion = Mapping[str, object]


def made_as(word: str) -> Assertion:
    """The picture was created so: a word of IPTC's digital source types."""
    created = {"action": "c2pa.created", "digitalSourceType": SOURCE_TYPE + word}
    return {"label": "c2pa.actions.v2", "data": {"actions": [created]}}


def wish(uses: Mapping[str, str], *, house: str = "cawg", terms: str = "") -> Assertion:
    """What may be done with the picture: entry and use."""
    entries = {
        f"{house}.{entry}": {"use": use, **({"constraint_info": terms} if terms else {})} for entry, use in uses.items()
    }
    return {"label": f"{house}.training-mining", "data": {"entries": entries}}


def written(picture: Picture.Image, kind: str = "PNG") -> bytes:
    """The picture without credentials."""
    page = io.BytesIO()
    picture.save(page, kind)
    return page.getvalue()


def signed(assertions: Sequence[Assertion], *, seed: str = "signed", kind: str = "PNG", part: bytes = b"") -> bytes:
    """A picture that Ada's invented program signed; ``part`` is a file that went into it."""
    manifest = {
        "claim_generator_info": [{"name": "Invented painter", "version": "1.0"}],
        "format": MEDIA[kind],
        "title": "a picture",
        "assertions": assertions,
    }
    page, signer = io.BytesIO(), _signer()
    with (
        c2pa.Context.from_dict({"builder": {"thumbnail": {"enabled": False}}}) as context,
        c2pa.Builder(json.dumps(manifest), context) as builder,
    ):
        if part:
            told = {"title": "a part", "relationship": "componentOf"}
            builder.add_ingredient(json.dumps(told), "image/png", io.BytesIO(part))
        builder.sign(signer, MEDIA[kind], io.BytesIO(written(painted(seed), kind)), page)
    signer.close()
    return page.getvalue()


def _signer() -> c2pa.Signer:
    certificates, key = _certificates()
    told = c2pa.C2paSignerInfo(alg=c2pa.C2paSigningAlg.ES256, sign_cert=certificates, private_key=key, ta_url=None)
    return c2pa.Signer.from_info(told)


@cache
def _certificates() -> tuple[bytes, bytes]:
    """Ada's certificate with that of the invented house which gave it, and her key."""
    house_key, ada_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    house = _certificate("Invented house", house_key.public_key(), issuer="Invented house", by=house_key, signs=True)
    ada = _certificate("Ada", ada_key.public_key(), issuer="Invented house", by=house_key, signs=False)
    chain = b"".join(one.public_bytes(serialization.Encoding.PEM) for one in (ada, house))
    kept = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return chain, ada_key.private_bytes(serialization.Encoding.PEM, *kept)


def _certificate(
    subject: str, key: ec.EllipticCurvePublicKey, *, issuer: str, by: ec.EllipticCurvePrivateKey, signs: bool
) -> x509.Certificate:
    """As C2PA wants them (C2PA 2.2, "Certificate profile"); ``signs``: it may sign other certificates."""
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=False,
        decipher_only=False,
    )
    drawn_up = (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key)
        .serial_number(1 if signs else 2)
        .not_valid_before(BEGINS)
        .not_valid_after(ENDS)
        .add_extension(x509.BasicConstraints(ca=signs, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
    )
    if not signs:
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        drawn_up = drawn_up.add_extension(purpose, critical=False)
    return drawn_up.sign(by, hashes.SHA256())


def _name(words: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, words), x509.NameAttribute(NameOID.COMMON_NAME, words)]
    )
