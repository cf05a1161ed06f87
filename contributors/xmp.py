"""XMP: the metadata packet of a picture file in; the few properties that the guidelines ask for out, as texts.

Plain, and made for hostile packets: one that is too long, declares entities or is no XML tells nothing. Places,
serial numbers and all other properties are left where they are. Sources: ISO 16684-1 (XMP); IPTC Photo Metadata
Standard 2025.1; PLUS License Data Format 2.0.1.
"""

from collections.abc import Iterator
from xml.etree import ElementTree

MOST_BYTES = 1_000_000
MOST_TEXTS = 40
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
NAMESPACES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://ns.adobe.com/photoshop/1.0/": "photoshop",
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://ns.adobe.com/xap/1.0/rights/": "xmpRights",
    "http://ns.useplus.org/ldf/xmp/1.0/": "plus",
    "http://iptc.org/std/Iptc4xmpExt/2008-02-29/": "Iptc4xmpExt",
}
WANTED = (
    "Iptc4xmpExt:AISystemUsed",
    "Iptc4xmpExt:DigitalSourceType",
    "dc:creator",
    "dc:rights",
    "photoshop:Credit",
    "plus:CopyrightOwnerName",
    "plus:DataMining",
    "plus:OtherConstraints",
    "xmp:CreatorTool",
    "xmpRights:Owner",
)


def properties(packet: bytes) -> list[tuple[str, str]]:
    """The wanted properties as (name, text), each text of a list by itself."""
    packet = packet.strip(b"\0 \r\n\t")
    if len(packet) > MOST_BYTES or b"<!DOCTYPE" in packet or b"<!ENTITY" in packet:
        return []
    try:
        root = ElementTree.fromstring(packet)
    except (ElementTree.ParseError, ValueError, LookupError):
        return []
    told = {(name, " ".join(text.split())) for name, text in _found(root)}
    return sorted((name, text) for name, text in told if text)[:MOST_TEXTS]


def _found(root: ElementTree.Element) -> Iterator[tuple[str, str]]:
    """A property is an attribute of a description, or an element with a text, an address, or a list."""
    for element in root.iter():
        for key, value in element.attrib.items():
            if (name := _name(key)) in WANTED:
                yield name, value
        if isinstance(element.tag, str) and (name := _name(element.tag)) in WANTED:
            yield from ((name, text) for text in _texts(element))


def _texts(element: ElementTree.Element) -> Iterator[str]:
    yield element.get(f"{RDF}resource", "")
    yield element.text or ""
    for inner in element.iter(f"{RDF}li"):
        yield "".join(inner.itertext())


def _name(tag: str) -> str:
    """``{http://purl.org/dc/elements/1.1/}creator`` is dc:creator; what is of another namespace has no name here."""
    address, _, local = tag.removeprefix("{").partition("}")
    return f"{NAMESPACES[address]}:{local}" if address in NAMESPACES else ""
