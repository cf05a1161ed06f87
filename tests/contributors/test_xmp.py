"""Of a picture's metadata the guidelines ask for a few properties; hostile packets tell nothing."""

import io

import pytest
from PIL import Image as Picture
from PIL import PngImagePlugin, TiffImagePlugin

from contributors import fingerprints, xmp
from tests.contributors.archive_scene import painted

PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/"
  xmlns:exif="http://ns.adobe.com/exif/1.0/" photoshop:Credit="Invented Agency" exif:GPSLatitude="35,41.0N">
 <dc:creator><rdf:Seq><rdf:li>Ada</rdf:li><rdf:li>Ann</rdf:li></rdf:Seq></dc:creator>
 <dc:rights><rdf:Alt><rdf:li xml:lang="x-default">(c) Ada</rdf:li></rdf:Alt></dc:rights>
 <plus:DataMining rdf:resource="http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED"/>
 {more}
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""
TOLD = [
    ("dc:creator", "Ada"),
    ("dc:creator", "Ann"),
    ("dc:rights", "(c) Ada"),
    ("photoshop:Credit", "Invented Agency"),
    ("plus:DataMining", "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED"),
]


def packet(more: str = "") -> bytes:
    return PACKET.replace("{more}", more).encode()


def test_attributes_lists_and_addresses_are_read_and_places_are_not() -> None:
    assert xmp.properties(packet() + b"\0" * 40) == TOLD


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"no XML at all",
        packet()[:-90],
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>',
        b"<x>" * 200_000,
        b"<x a='" + b"y" * 2_000_000 + b"'/>",
        b"\xff\xfe\x00\x01",
        b"<?xml version='1.0' encoding='no-such'?><x/>",
    ],
    ids=["empty", "words", "cut", "entities", "deep", "vast", "bytes", "encoding"],
)
def test_a_hostile_packet_tells_nothing(hostile: bytes) -> None:
    assert xmp.properties(hostile) == []


def test_a_packet_with_thousands_of_names_is_cut() -> None:
    many = "".join(f"<dc:creator>name {place}</dc:creator>" for place in range(5_000))
    assert len(xmp.properties(packet(many))) == xmp.MOST_TEXTS


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_the_traces_of_a_file_hold_what_its_packet_says(kind: str) -> None:
    page, notes = io.BytesIO(), PngImagePlugin.PngInfo()
    notes.add_itxt("XML:com.adobe.xmp", packet().decode())
    in_tags = TiffImagePlugin.ImageFileDirectory_v2()
    in_tags[700] = packet()
    # Each format takes what it knows of these and leaves the others.
    painted("xmp").save(page, kind, xmp=packet(), pnginfo=notes, tiffinfo=in_tags)
    told = fingerprints.traces(page.getvalue())
    assert [(f"xmp:{name}", text) for name, text in TOLD] == [one for one in told if one[0].startswith("xmp:")]


def test_exif_names_its_artist_and_no_place() -> None:
    exif, page = Picture.Exif(), io.BytesIO()
    exif[0x013B], exif[0x8298] = "Ann", "(c) Ann"
    painted("exif").save(page, "JPEG", exif=exif)
    assert fingerprints.traces(page.getvalue()) == (("exif:Artist", "Ann"), ("exif:Copyright", "(c) Ann"))
