"""An archive gives its pictures and nothing else: bombs, links, tricks and what is no picture are each refused."""

import io
import struct
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.storage import default_storage
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from contributors import consents, unzipping, uploading, zip_members
from contributors.models import Contributor, Image, Upload, UploadState
from tests.contributors import upload_scene as scene

BOUNDS = zip_members.Bounds(most_files=10, most_file_bytes=10_000, most_unpacked_bytes=50_000)


def read(content: bytes, bounds: zip_members.Bounds = BOUNDS) -> list[zip_members.Member]:
    return list(zip_members.read(io.BytesIO(content), bounds))


def with_entry(change: Callable[[zipfile.ZipInfo], None], name: str = "cat.png") -> bytes:
    """An archive of one file whose entry was tampered with."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        entry = zipfile.ZipInfo(name)
        change(entry)
        archive.writestr(entry, b"a picture")
    return written.getvalue()


def fault_of(content: bytes) -> str:
    (member,) = read(content)
    assert member.content == b""
    return member.fault


def make_link(entry: zipfile.ZipInfo) -> None:
    entry.external_attr = 0o120777 << 16


def leave_alone(entry: zipfile.ZipInfo) -> None:
    """An ordinary entry."""


def test_members_come_in_order_without_folders_and_leavings() -> None:
    names = ["a/", "a/one.png", "__MACOSX/a/._one.png", "a/._one.png", ".DS_Store", "a/Thumbs.db", "two.png"]
    members = read(scene.zipped({name: b"" if name.endswith("/") else b"some bytes" for name in names}))
    assert [(one.place, one.name, one.fault) for one in members] == [(0, "a/one.png", ""), (1, "two.png", "")]
    assert members[0].content == b"some bytes"


@pytest.mark.parametrize("name", ["../cat.png", "a/../../cat.png", "/etc/cat.png", "..\\cat.png", "C:\\cat.png"])
def test_a_name_that_leads_out_of_the_archive_is_refused(name: str) -> None:
    assert fault_of(with_entry(leave_alone, name)) == "zip_path"


def test_a_link_is_refused() -> None:
    assert fault_of(with_entry(make_link)) == "zip_link"


@pytest.mark.parametrize("name", ["inner.zip", "inner.7z", "inner.RAR", "inner.tar.gz"])
def test_an_archive_in_the_archive_is_refused_by_its_name(name: str) -> None:
    assert fault_of(scene.zipped({name: b"whatever"})) == "zip_nested"


def test_an_archive_in_the_archive_is_refused_by_its_bytes() -> None:
    assert fault_of(scene.zipped({"cat.png": scene.zipped({"a.png": b"a"})})) == "zip_nested"


def test_a_locked_file_is_refused() -> None:
    content = bytearray(with_entry(leave_alone))
    content[6] |= 1
    table = content.rindex(b"PK\x01\x02")
    content[table + 8] |= 1
    assert fault_of(bytes(content)) == "zip_locked"


def test_a_packing_that_asks_for_much_memory_is_refused() -> None:
    assert fault_of(scene.zipped({"cat.png": b"a picture"}, zipfile.ZIP_LZMA)) == "zip_method"


def test_a_damaged_file_is_refused_and_its_neighbours_are_not() -> None:
    content = scene.zipped({"one.png": b"first" * 9, "two.png": b"other"}, zipfile.ZIP_STORED)
    broken = content.replace(b"first" * 9, b"fIrst" * 9)
    assert [one.fault for one in read(broken)] == ["zip_member_broken", ""]


def test_one_large_file_is_refused_before_it_is_unpacked() -> None:
    assert fault_of(scene.zipped({"cat.png": bytes(BOUNDS.most_file_bytes + 1)})) == "file_too_large"


def test_a_bomb_is_refused_whole() -> None:
    with pytest.raises(zip_members.ZipTooLarge):
        read(scene.zipped({f"{n}.png": bytes(9_999) for n in range(6)}))


def test_a_bomb_that_lies_about_its_size_unpacks_no_more_than_it_says() -> None:
    content = bytearray(scene.zipped({"cat.png": bytes(5_000_000)}))
    for at in (22, content.rindex(b"PK\x01\x02") + 24):
        content[at : at + 4] = struct.pack("<L", 10)
    assert fault_of(bytes(content)) == "zip_member_broken"


def test_too_many_files_are_refused_whole() -> None:
    with pytest.raises(zip_members.ZipTooManyFiles):
        read(scene.zipped({f"{n}.png": b"" for n in range(11)}))


def test_a_vast_table_is_refused_before_it_is_read() -> None:
    content = bytearray(scene.zipped({"cat.png": b"a"}))
    content[-10:-6] = struct.pack("<L", 900_000_000)
    with pytest.raises(zip_members.ZipTooManyFiles):
        read(bytes(content))


def test_a_vast_table_of_the_wide_form_is_refused_before_it_is_read() -> None:
    content = scene.zipped({"cat.png": b"a"})
    wide = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, 900_000_000, 0)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, len(content) - 22, 1)
    with pytest.raises(zip_members.ZipTooManyFiles):
        read(content[:-22] + wide + locator + content[-22:])


@pytest.mark.parametrize("content", [b"", b"PK", b"no archive", b"PK\x05\x06" + bytes(17)])
def test_what_is_no_archive_is_refused(content: bytes) -> None:
    with pytest.raises(zip_members.ZipRefused):
        read(content)


@pytest.mark.parametrize(("coding", "name"), [("cp932", "猫の絵.png"), ("utf-8", "猫の絵.png"), ("ascii", "cat.png")])
def test_names_are_read_as_japanese_systems_write_them(coding: str, name: str) -> None:
    unmarked = name.encode(coding).decode("cp437")
    written = scene.zipped({"x" * len(unmarked): b"a"}).replace(b"x" * len(unmarked), unmarked.encode("cp437"))
    assert read(written)[0].name == name


@settings(max_examples=300, deadline=None)
@given(changes=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=8), cut=st.integers(0, 60))
def test_whatever_is_done_to_an_archive_it_is_read_or_refused(changes: list[tuple[int, int]], cut: int) -> None:
    content = bytearray(scene.zipped({"one.png": b"first" * 9, "two.png": b"other" * 9}))
    for at, byte in changes:
        content[at % len(content)] = byte
    try:
        members = read(bytes(content[: len(content) - cut]))
    except zip_members.ZipRefused:
        return
    assert sum(len(one.content) for one in members) <= BOUNDS.most_unpacked_bytes


pictures = {"one.png": scene.drawing("one"), "two.png": scene.drawing("two")}


@pytest.fixture
def ada(db: None) -> Contributor:
    """Ada, who may give."""
    return scene.house().ada


def unpacked(person: Contributor, content: bytes) -> Upload:
    upload = scene.sent(person, content, "pictures.zip")
    assert upload.state == UploadState.RECEIVING
    return unzipping.unpack(upload, at=scene.NOON)


def fates(upload: Upload) -> dict[str, tuple[str, str]]:
    return {one.name: (one.state, one.reason) for one in upload.contents.all()}


def test_each_picture_of_an_archive_is_an_upload_and_an_image_of_its_own(ada: Contributor) -> None:
    upload = unpacked(ada, scene.zipped({**pictures, "readme.txt": b"hello", "empty.png": b"", "in.zip": b"PK"}))
    assert upload.state == UploadState.TAKEN
    assert fates(upload) == {
        "one.png": ("taken", ""),
        "two.png": ("taken", ""),
        "readme.txt": ("refused", "not_a_picture"),
        "empty.png": ("refused", "empty_file"),
        "in.zip": ("refused", "zip_nested"),
    }
    assert Image.objects.filter(contributor=ada, state="waiting").count() == 2


def test_an_archive_unpacked_twice_gives_its_pictures_once(ada: Contributor) -> None:
    upload = scene.sent(ada, scene.zipped(pictures), "pictures.zip")
    unzipping.unpack(upload, at=scene.NOON)
    unzipping.unpack(upload, at=scene.NOON)
    assert Image.objects.count() == 2


def test_killed_between_two_pictures_it_goes_on_where_it_stopped(ada: Contributor) -> None:
    upload = unpacked(ada, scene.zipped(pictures))
    last = upload.contents.order_by("-id")[0]
    Upload.objects.filter(pk=last.pk).delete()
    Image.objects.filter(path__startswith=str(last.token)).delete()
    Upload.objects.filter(pk=upload.pk).update(state=UploadState.RECEIVING)
    list(unzipping.unpack_all(lambda: scene.NOON))
    assert Image.objects.count() == 2
    assert not unzipping.unopened().exists()


def test_an_archive_without_pictures_says_so(ada: Contributor) -> None:
    upload = unpacked(ada, scene.zipped({"readme.txt": b"hello"}))
    assert (upload.state, upload.reason) == (UploadState.REFUSED, "zip_without_pictures")


@pytest.mark.parametrize(
    ("setting", "most", "reason"),
    [
        ("HENREI_UPLOAD_ZIP_FILES", 1, "zip_too_many_files"),
        ("HENREI_UPLOAD_UNPACKED_BYTES", 100, "zip_too_large"),
    ],
)
def test_an_archive_beyond_the_limits_is_refused_and_nothing_of_it_kept(
    ada: Contributor, settings: Settings, setting: str, most: int, reason: str
) -> None:
    setattr(settings, setting, most)
    upload = unpacked(ada, scene.zipped(pictures))
    assert (upload.state, upload.reason) == (UploadState.REFUSED, reason)
    assert not upload.contents.exists()
    assert not default_storage.exists("originals")


def test_a_broken_archive_is_refused(ada: Contributor) -> None:
    upload = unpacked(ada, scene.zipped(pictures)[:-30])
    assert (upload.state, upload.reason) == (UploadState.REFUSED, "zip_broken")


def test_an_archive_of_somebody_who_withdrew_is_refused(ada: Contributor) -> None:
    upload = scene.sent(ada, scene.zipped(pictures), "pictures.zip")
    consents.withdraw(ada, at=scene.NOON)
    upload = unzipping.unpack(upload, at=scene.NOON)
    assert (upload.state, upload.reason) == (UploadState.REFUSED, "consent_missing")
    assert not Image.objects.exists()


def test_a_picture_that_calls_itself_a_zip_is_a_picture(ada: Contributor) -> None:
    assert scene.image_of(scene.sent(ada, scene.drawing(), "cat.zip")).state == "waiting"
    assert not unzipping.unopened().exists()


def test_a_document_that_is_a_zip_inside_is_no_picture(ada: Contributor) -> None:
    upload = scene.sent(ada, scene.zipped(pictures), "thesis.docx")
    assert (upload.state, upload.reason) == (UploadState.REFUSED, "not_a_picture")


def test_an_unfinished_archive_is_not_unpacked(ada: Contributor) -> None:
    content = scene.zipped(pictures)
    scene.arrived(scene.begun(ada, content, "pictures.zip"), content, [(0, 100)])
    assert not unzipping.unopened().exists()
    assert uploading.sent(ada).count() == 1
