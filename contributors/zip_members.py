"""ZIP archives: a file in; its members out, one at a time, each with its bytes or with why it is not taken; plain.

Nothing is written by a name from the archive, and every size is bounded before it is unpacked. The archive's own
table is measured before it is read (PKWARE APPNOTE 6.3.10, 4.3.14 to 4.3.16). What a picture is, others decide.
"""

import stat
import struct
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Literal

Fault = Literal[
    "", "zip_path", "zip_link", "zip_locked", "zip_method", "zip_nested", "zip_member_broken", "file_too_large"
]

END, END_BYTES, COMMENT_BYTES = b"PK\x05\x06", 22, 65_535
LOCATOR, LOCATOR_BYTES = b"PK\x06\x07", 20
END_64, END_64_BYTES = b"PK\x06\x06", 56
TABLE_BYTES_PER_FILE = 4_096
UTF8_NAME, IS_LOCKED = 0x800, 0x1
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ARCHIVES = (".zip", ".rar", ".7z", ".lzh", ".lha", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".cab", ".cbz", ".jar")
LEFT_BY_SYSTEMS = (".ds_store", "thumbs.db", "desktop.ini")


class ZipRefused(Exception):
    """The archive cannot be opened, because; ``code`` is stable."""

    code = "zip_broken"

    def __init__(self, why: str) -> None:
        super().__init__(f"The archive cannot be opened ({why}). Pack the pictures anew and send them again.")


class ZipTooManyFiles(ZipRefused):
    """Cannot, because more files are in it than are taken at once."""

    code = "zip_too_many_files"

    def __init__(self, most: int) -> None:
        super().__init__(f"more than {most:,} files")


class ZipTooLarge(ZipRefused):
    """Cannot, because unpacked it would be larger than is taken at once."""

    code = "zip_too_large"

    def __init__(self, size_bytes: int, most_bytes: int) -> None:
        super().__init__(f"{size_bytes:,} bytes unpacked, at most {most_bytes:,} are taken")
        self.size_bytes = size_bytes


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many files an archive may hold, how large each may be, and all of them together, in bytes."""

    most_files: int
    most_file_bytes: int
    most_unpacked_bytes: int


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive: its place and name there, and its bytes unless there is a fault."""

    place: int
    name: str
    size_bytes: int
    fault: Fault
    content: bytes


def read(file: BinaryIO, bounds: Bounds) -> Iterator[Member]:
    """Every file of the archive in its order, without folders and what systems leave beside files.

    Raises ZipRefused and its kinds before the first member.
    """
    _refuse_table(file, bounds)
    try:
        with zipfile.ZipFile(file) as archive:
            wanted = _wanted(archive.infolist())
            _refuse_sizes(wanted, bounds)
            for place, entry in enumerate(wanted):
                yield _member(archive, place, entry, bounds)
    except ZipRefused:
        raise
    except Exception as error:  # a table of hostile bytes may raise anything; each is a refusal
        raise ZipRefused(str(error) or type(error).__name__) from error


def _refuse_table(file: BinaryIO, bounds: Bounds) -> None:
    """An archive's table is read into memory whole, so its size is looked at first, where the reader will look."""
    size_bytes = file.seek(0, 2)
    start = max(0, size_bytes - END_BYTES - COMMENT_BYTES - LOCATOR_BYTES - END_64_BYTES)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(END)
    if at < 0 or at + END_BYTES > len(tail):
        raise ZipRefused("its end is missing")
    (table_bytes,) = struct.unpack_from("<L", tail, at + 12)
    wide = at - LOCATOR_BYTES - END_64_BYTES
    if wide >= 0 and tail[at - LOCATOR_BYTES :].startswith(LOCATOR) and tail[wide:].startswith(END_64):
        (table_bytes,) = struct.unpack_from("<Q", tail, wide + 40)
    if table_bytes > bounds.most_files * TABLE_BYTES_PER_FILE:
        raise ZipTooManyFiles(bounds.most_files)


def _refuse_sizes(wanted: Sequence[zipfile.ZipInfo], bounds: Bounds) -> None:
    if len(wanted) > bounds.most_files:
        raise ZipTooManyFiles(bounds.most_files)
    unpacked_bytes = sum(entry.file_size for entry in wanted)
    if unpacked_bytes > bounds.most_unpacked_bytes:
        raise ZipTooLarge(unpacked_bytes, bounds.most_unpacked_bytes)


def _wanted(entries: Sequence[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    return [entry for entry in entries if not entry.is_dir() and not _is_left_by_system(entry.filename)]


def _is_left_by_system(name: str) -> bool:
    last = name.rpartition("/")[2].lower()
    return name.startswith("__MACOSX/") or last.startswith("._") or last in LEFT_BY_SYSTEMS


def _member(archive: zipfile.ZipFile, place: int, entry: zipfile.ZipInfo, bounds: Bounds) -> Member:
    name, fault = _name(entry), _fault(entry, bounds)
    if fault:
        return Member(place, name, entry.file_size, fault, b"")
    try:
        with archive.open(entry) as opened:
            content = opened.read(bounds.most_file_bytes + 1)
    except Exception:  # as above: broken, cut short, or not what its header says
        return Member(place, name, entry.file_size, "zip_member_broken", b"")
    if content[:4] == b"PK\x03\x04":
        return Member(place, name, entry.file_size, "zip_nested", b"")
    return Member(place, name, len(content), "", content)


def _fault(entry: zipfile.ZipInfo, bounds: Bounds) -> Fault:
    """What the table alone rules out."""
    name = entry.orig_filename
    if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name[:2] or "\0" in name:
        return "zip_path"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "zip_link"
    if entry.flag_bits & IS_LOCKED:
        return "zip_locked"
    if entry.compress_type not in METHODS:
        return "zip_method"
    if name.lower().endswith(ARCHIVES):
        return "zip_nested"
    return "file_too_large" if entry.file_size > bounds.most_file_bytes else ""


def _name(entry: zipfile.ZipInfo) -> str:
    """The name as its writer saw it: unmarked names are UTF-8 (macOS) or Shift JIS (Japanese Windows)."""
    if entry.flag_bits & UTF8_NAME:
        return entry.filename
    written = entry.filename.encode("cp437", "replace")
    for coding in ("utf-8", "cp932"):
        try:
            return written.decode(coding)
        except UnicodeDecodeError:
            continue
    return entry.filename
