"""Bad input of every kind, made in a folder: archives, manifest parts, bank answers and demonstration folders.

Each maker takes an empty folder and gives the words to call a command with.
"""

import csv
import gzip
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests import story

Words = Sequence[str]
Maker = Callable[[Path], Words]
HEAD = ["path", "contributor", "title", "category", "licence", "sha256"]


@dataclass(frozen=True)
class Bad:
    """Words that no command takes, and what the one line must say."""

    what: str
    make: Maker
    told: str


def always(*words: str) -> Maker:
    """The same words, whatever the folder."""
    return lambda _folder: words


def index(folder: Path, *rows: Sequence[str], head: Sequence[str] = tuple(HEAD)) -> Words:
    """An archive with one sound picture, a text file, an empty one, and the index given."""
    archive = folder / "archive"
    archive.mkdir()
    story.draw(archive / "a.png", seed="bad input")
    (archive / "notes.txt").write_text("no picture", encoding="utf-8")
    (archive / "empty.png").write_bytes(b"")
    (archive / "cut.png").write_bytes((archive / "a.png").read_bytes()[:4])
    (folder / "outside.png").write_bytes((archive / "a.png").read_bytes())
    (archive / "circle.png").symlink_to("circle.png")
    (archive / "folder.png").mkdir()
    with (archive / "images.csv").open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([head, *rows])
    return importing(archive)


def importing(archive: Path, *more: str) -> Words:
    return ["import_images", str(archive), "--accept-by", "bo", *more]


def row(path: str, *, contributor: str = "Ada", title: str = "", category: str = "", sha256: str = "") -> Sequence[str]:
    return [path, contributor, title, category, "CC0", sha256]


def rows(*given: Sequence[str]) -> Maker:
    """An index of these rows."""
    return lambda folder: index(folder, *given)


def headed(*head: str) -> Maker:
    """An index with these columns."""
    return lambda folder: index(folder, ["a.png"] * len(head), head=head)


def raw_index(content: bytes) -> Maker:
    """An index of these bytes."""

    def make(folder: Path) -> Words:
        words = index(folder)
        (folder / "archive" / "images.csv").write_bytes(content)
        return words

    return make


def collection(name: str) -> Maker:
    """A sound archive under this name."""
    return lambda folder: [*index(folder, row("a.png")), "--collection", name]


def unreadable(folder: Path) -> Words:
    words = index(folder, row("a.png"))
    (folder / "archive" / "a.png").chmod(0)
    return words


def index_is_a_folder(folder: Path) -> Words:
    words = index(folder)
    (folder / "archive" / "images.csv").unlink()
    (folder / "archive" / "images.csv").mkdir()
    return words


ARCHIVES = [
    Bad("no such folder", lambda folder: importing(folder / "nowhere"), "there is no such folder"),
    Bad("a file for a folder", lambda folder: importing(Path(__file__)), "there is no such folder"),
    Bad("no index", lambda folder: importing(folder), "there is no such index"),
    Bad("index elsewhere", lambda folder: importing(folder, "--index", "nowhere.csv"), "there is no such index"),
    Bad("index is a folder", index_is_a_folder, "there is no such index"),
    Bad("no path column", headed("contributor", "licence"), "images.csv:1: the column 'path' is missing"),
    Bad("no author column", headed("path", "licence"), "the column 'contributor' is missing"),
    Bad("no licence column", headed("path", "contributor"), "the column 'licence' is missing"),
    Bad("an empty index", raw_index(b""), "the column 'path' is missing"),
    Bad("heading not UTF-8", raw_index(b"path,contributor,licence,\xff\n"), "images.csv:1: is not CSV in UTF-8"),
    Bad("row not UTF-8", raw_index(b"path,contributor,licence\na.png,Ad\xff,CC0\n"), "is not CSV in UTF-8"),
    Bad("quote never closed", raw_index(b'path,contributor,licence\n"a.png,Ada,CC0\n'), "is not CSV in UTF-8"),
    Bad("UTF-16", raw_index("path,contributor,licence\n".encode("utf-16")), "is not CSV in UTF-8|is missing"),
    Bad("a cell without end", raw_index(b"path,contributor,licence\n" + b"a" * 200_000), "is not CSV in UTF-8"),
    Bad("zero byte in a name", rows(row("a.png", contributor="Ad\x00a")), "zero byte"),
    Bad("zero byte in a path", rows(row("a\x00.png")), "the path is empty"),
    Bad("an empty path", rows(row("")), "the path is empty"),
    Bad("a short row", raw_index(b"path,contributor,licence\n\na.png\n,\n"), "the path is empty"),
    Bad("a path longer than paths are", rows(row("a/" * 300)), "longer than a path can be"),
    Bad("a file name longer than disks take", rows(row("a" * 400 + ".png")), "cannot be read"),
    Bad("a name longer than names are", rows(row("a.png", contributor="A" * 301)), "longer than 300"),
    Bad("a title longer than titles are", rows(row("a.png", title="A" * 501)), "longer than 500"),
    Bad("a file that is not there", rows(row("a.png"), row("b.png")), "images.csv:3: b.png is not in the folder"),
    Bad("a folder for a picture", rows(row("folder.png")), "folder.png is not in the folder"),
    Bad("outside", rows(row("../outside.png")), "lies outside the folder"),
    Bad("absolute", lambda folder: index(folder, row(str(folder / "outside.png"))), "lies outside the folder"),
    Bad("a link in a circle", rows(row("circle.png")), "circle.png"),
    Bad("another digest", rows(row("a.png", sha256="0" * 64)), "is not the file whose SHA-256 the index gives"),
    Bad("a digest of no sort", rows(row("a.png", sha256="nan")), "is not the file whose SHA-256 the index gives"),
    Bad("twice the same path", rows(row("a.png"), row("a.png")), "images.csv:3: 'a.png' is named twice"),
    Bad("no picture", rows(row("a.png"), row("notes.txt")), "notes.txt is no picture"),
    Bad("an empty file", rows(row("empty.png")), "empty.png is no picture"),
    Bad("four bytes of a picture", rows(row("cut.png")), "cut.png is no picture"),
    Bad("a long collection", collection("g" * 100), "is no name for a collection"),
    Bad("unknown reviewer", lambda f: [*index(f, row("a.png"))[:-1], "zoe"], "no user is named 'zoe'"),
    Bad("no reviewer", lambda f: [*index(f, row("a.png"))[:-1], "cy"], "cy is no reviewer"),
]
if os.geteuid() != 0:  # root reads everything
    ARCHIVES.append(Bad("unreadable", unreadable, "cannot be read"))


def part(folder: Path, *, run: str = "summer") -> Path:
    """A sound part of one sample."""
    (file,) = story.recorded(folder / "parts", {"one": (b"1" * 32, 2)}, run=run).glob("[!.]*")
    return file


def ingesting(change: Callable[[bytes], bytes], name: str = "") -> Maker:
    """A part whose bytes were changed, perhaps under another name."""

    def make(folder: Path) -> Words:
        file = part(folder)
        changed = file.with_name(name or file.name)
        content = change(file.read_bytes())
        file.unlink()
        changed.write_bytes(content)
        return ["ingest", "summer", str(changed)]

    return make


def header(**fields: object) -> Callable[[bytes], bytes]:
    """A part with fields of its header changed."""

    def change(content: bytes) -> bytes:
        first, rest = content.split(b"\n", 1)
        return json.dumps(json.loads(first) | fields).encode() + b"\n" + rest

    return change


def good_and_bad(folder: Path) -> Words:
    """One sound part and one cut short in the same folder."""
    file = part(folder)
    cut = file.with_name("attempt01-rank01-part000.manifest.jsonl")
    cut.write_bytes(header(rank=1, world_size=2)(file.read_bytes())[:-20])
    file.write_bytes(header(world_size=2)(file.read_bytes()))
    return ["ingest", "summer", str(file.parent)]


def queue(folder: Path) -> Words:
    os.mkfifo(folder / "p.manifest.jsonl")
    return ["ingest", "summer", str(folder / "p.manifest.jsonl")]


PARTS = [
    Bad("run unknown", lambda f: ["ingest", "spring", str(part(f))], "no run is named 'spring'"),
    Bad("long run name", lambda f: ["ingest", "s" * 5_000, str(part(f))], "no run is named"),
    Bad("no such part", always("ingest", "summer", "nowhere"), "nowhere is not there"),
    Bad("no part in the folder", lambda f: ["ingest", "summer", str(f)], "no manifest part lies in"),
    Bad("a queue for a part", queue, "is neither a file nor a folder"),
    Bad("cut short", ingesting(lambda content: content[:-20]), "manifest.jsonl"),
    Bad("cut to its header", ingesting(lambda content: content.split(b"\n")[0] + b"\n"), "the header says 1 rows"),
    Bad("empty", ingesting(lambda _content: b""), "manifest.jsonl"),
    Bad("no UTF-8", ingesting(lambda content: content.replace(b"one", b"\xff\xfe\xfd")), "UTF-8"),
    Bad("gzip cut short", ingesting(lambda content: gzip.compress(content)[:-9], "p.manifest.jsonl.gz"), "p.manifest"),
    Bad("no gzip", ingesting(lambda content: content, "p.manifest.jsonl.gz"), "p.manifest"),
    Bad("no zstd", ingesting(lambda content: content, "p.manifest.jsonl.zst"), "p.manifest"),
    Bad("no parquet", ingesting(lambda content: content, "p.parquet"), "p.parquet"),
    Bad("CSV without its header", ingesting(lambda content: content, "p.csv"), "there is no p.csv.header.json"),
    Bad("no form of part", ingesting(lambda content: content, "p.txt"), "parts end in"),
    Bad("of another run", ingesting(header(run="winter")), "is of run 'winter'"),
    Bad("exposures that are no number", ingesting(lambda content: content.replace(b": 2}", b": NaN}")), "jsonl:2"),
    Bad("exposures below one", ingesting(lambda content: content.replace(b": 2}", b": 0}")), "jsonl:2"),
    Bad("exposures of 2^63", ingesting(lambda content: content.replace(b": 2}", b": 9223372036854775808}")), "jsonl:2"),
    Bad("a rank outside its world", ingesting(header(rank=7)), "rank"),
    Bad("another digest", ingesting(header(rows_sha256="0" * 64)), "rows_sha256"),
    Bad("one of two is bad", good_and_bad, "attempt01-rank01"),
    Bad("a settled run", lambda f: ["ingest", "tanabata", str(part(f, run="tanabata"))], "is settled"),
]


def answering(*lines: str, head: str = "key,state,on,reason") -> Maker:
    """A file of bank answers."""
    return answering_bytes("\n".join([head, *lines]).encode())


def answering_bytes(content: bytes) -> Maker:
    """A file of bank answers, whatever its bytes."""

    def make(folder: Path) -> Words:
        (folder / "answers.csv").write_bytes(content)
        return recording(str(folder / "answers.csv"))

    return make


def recording(file: str) -> Words:
    return ["payouts", "record", "2026-04", "--by", "cy", "--file", file]


KEY = "0" * 20
ANSWERS = [
    Bad("no file named", always(*recording("")[:-2]), "name the bank's answers with --file"),
    Bad("no such file", always(*recording("nowhere.csv")), "name the bank's answers with --file"),
    Bad("a folder", lambda folder: recording(str(folder)), "name the bank's answers with --file"),
    Bad("empty", answering_bytes(b""), "the column 'key' is missing"),
    Bad("a column missing", answering(head="key,state,reason"), "line 1: the column 'on' is missing"),
    Bad("not UTF-8", answering_bytes(b"key,state,on,reason\n\xff\n"), "line 2: is not UTF-8"),
    Bad("Shift_JIS", answering_bytes("key,state,on,reason\n1,failed,2026-05-28,口座".encode("cp932")), "is not UTF-8"),
    Bad("zero byte", answering(f"{KEY},paid,2026-05-28,a\x00b"), "plain text"),
    Bad("zero byte in a key", answering("0\x000,paid,2026-05-28,"), "plain text"),
    Bad("a short line", answering(f"{KEY},paid"), "line 2: 2 cells stand under 4 columns"),
    Bad("a long line", answering(f"{KEY},paid,2026-05-28,a,b"), "5 cells stand under 4 columns"),
    Bad("an unknown state", answering(f"{KEY},bounced,2026-05-28,"), "the state 'bounced' is none of"),
    Bad("no day", answering(f"{KEY},paid,nan,"), "the day 'nan' is not written"),
    Bad("a day of no month", answering(f"{KEY},paid,2026-02-30,"), "is not written as YYYY-MM-DD"),
    Bad("a day out of reach", answering(f"{KEY},paid,9999-12-31,"), "is not within"),
    Bad("a reason without end", answering(f"{KEY},failed,2026-05-28,{'a' * 201}"), "up to 200"),
    Bad("a quote never closed", answering(f'"{KEY},paid,2026-05-28,'), "is not CSV"),
]


def demonstration(folder: Path, *, run: str = "tanabata", second: bytes = b"") -> Path:
    """A demonstration's folder: a collection, perhaps a second with this index, and a run."""
    home = folder / "demonstration"
    archive = story.gallery(home / "gallery", {"Ada": 1})
    digest = story.digest(archive / "ada-0.png")
    story.recorded(home / "manifests" / run, {"one": (digest, 2)}, run="tanabata")
    if second:
        (home / "second").mkdir()
        (home / "second" / "images.csv").write_bytes(second)
    return home


def shown(change: Callable[[Path], object]) -> Maker:
    """A demonstration's folder with something wrong in it."""

    def make(folder: Path) -> Words:
        home = demonstration(folder)
        change(home)
        return ["demo", str(home)]

    return make


def cut_short(home: Path) -> None:
    (file,) = (home / "manifests" / "tanabata").glob("[!.]*")
    file.write_bytes(file.read_bytes()[:-20])


def not_there(home: Path) -> None:
    (home / "gallery" / "ada-0.png").unlink()


def without_runs(home: Path) -> None:
    (home / "manifests").rename(home / "elsewhere")


BROKEN = b"path,contributor,licence\nb.png,Ada,CC0\n"
DEMONSTRATIONS = [
    Bad("no such folder", always("demo", "nowhere"), "nowhere: there is no such folder"),
    Bad("a file", always("demo", __file__), "there is no such folder"),
    Bad("an empty folder", lambda folder: ["demo", str(folder)], "no collection has an index"),
    Bad("no manifests", shown(without_runs), "no run has manifest parts"),
    Bad("no such run", lambda f: ["demo", str(demonstration(f)), "--run", "winter"], "no run 'winter' has"),
    Bad("a run of no name", lambda f: ["demo", str(demonstration(f, run="ta na"))], "is no run name"),
    Bad("a part cut short", shown(cut_short), "manifest.jsonl"),
    Bad("a picture not there", shown(not_there), "images.csv:2: ada-0.png is not in the folder"),
    Bad("a second index broken", lambda f: ["demo", str(demonstration(f, second=BROKEN))], "images.csv:2: b.png"),
    Bad("a second index no text", lambda f: ["demo", str(demonstration(f, second=b"\xff\xff"))], "is not CSV in UTF-8"),
]


def writing(*words: str, name: str = "gift", amount: str = "100", version: str = "1", commodity: str = "JPY") -> Words:
    settled = ["--mode", "fixed_pool", "--effective-from", "2026-04-01", "--commodity", commodity]
    return ["write_policy", name, "--version-number", version, "--amount", amount, *settled, *words]


MONTH = ("prepare", "approve", "export")
WORDS = [
    Bad("amount 0", always(*writing(amount="0")), "the amount 0 does not fit"),
    Bad("amount below 0", always(*writing("--amount=-5")), "the amount -5 does not fit"),
    Bad("amount 2^63", always(*writing(amount=str(2**63))), f"the amount {2**63} does not fit"),
    Bad("amount of 60 digits", always(*writing(amount="9" * 60)), "does not fit"),
    Bad("a policy's name", always(*writing(name="our gift")), "is no policy name"),
    Bad("a long policy's name", always(*writing(name="g" * 61)), "is no policy name"),
    Bad("version 0", always(*writing(version="0")), "there is no version 0"),
    Bad("version 2^31", always(*writing(version=str(2**31))), "there is no version"),
    Bad("no commodity", always(*writing(commodity="")), "is no commodity"),
    Bad("a commodity in small letters", always(*writing(commodity="yen")), "is no commodity"),
    Bad("a long commodity", always(*writing(commodity="P" * 13)), "is no commodity"),
    Bad("a weight beyond all", always(*writing("--category", "a=100001")), "cannot weigh 100001"),
    Bad("a stage's weight beyond all", always(*writing("--category", "a=1", "--stage", "a=9999999")), "cannot weigh"),
    Bad("a long word", always(*writing("--category", f"{'a' * 101}=1")), "is no word to weigh"),
    Bad("two weights", always(*writing("--category", "a=1", "--category", "a=2")), "is given two weights"),
    Bad("another rule", always(*writing(name="pool-100000", amount="7")), "is written already, with other rules"),
    Bad("a run's name", always("register_run", "a/b", "--frozen-at", "2026-04-15T00:00"), "is no run name"),
    Bad("a long run's name", always("register_run", "a" * 101, "--frozen-at", "2026-04-15T00:00"), "is no run name"),
    Bad(
        "a recorded name",
        always("register_run", "a", "--recorded-as", "r" * 101, "--frozen-at", "2026-04-15T00:00"),
        "stands in no manifest",
    ),
    Bad(
        "a run otherwise", always("register_run", "summer", "--frozen-at", "2026-04-16T00:00"), "is registered already"
    ),
    Bad(
        "no such policy",
        always("register_run", "a", "--frozen-at", "2026-04-15T00:00", "--policy", "gift"),
        "no policy named 'gift'",
    ),
    Bad("usage of no run", always("usage", "spring"), "no run is named 'spring'"),
    Bad("usage of no part", always("usage", "summer"), "missing every part"),
    Bad("usage into a folder", lambda f: ["usage", "ready", "--out", str(f)], "cannot be written"),
    Bad("usage into nowhere", lambda f: ["usage", "ready", "--out", str(f / "a" / "b.csv")], "cannot be written"),
    Bad("settle no run", always("settle", "spring", "--policy", "pool-100000", "--by", "cy"), "no run is named"),
    Bad("settle by nothing", always("settle", "ready", "--policy", "gift", "--by", "cy"), "no policy named 'gift'"),
    Bad("settle by no one", always("settle", "ready", "--policy", "pool-100000"), "name the treasurer"),
    Bad(
        "settle by a stranger", always("settle", "ready", "--policy", "pool-100000", "--by", "zoe"), "no user is named"
    ),
    Bad("settle by Bo", always("settle", "ready", "--policy", "pool-100000", "--by", "bo"), "bo is no treasurer"),
    Bad("settle nothing", always("settle", "summer", "--policy", "pool-100000", "--by", "cy"), "is not complete"),
    Bad("settle a bare preview", always("settle", "summer", "--policy", "pool-100000", "--preview"), "is not complete"),
    Bad(
        "settle in a closed month",
        always("settle", "ready", "--policy", "pool-100000", "--by", "cy", "--on", "2026-04-28"),
        "period_closed",
    ),
    Bad(
        "more than the book holds",
        always("settle", "ready", "--policy", "vast", "--by", "cy", "--on", "2026-05-28"),
        "does not fit",
    ),
    Bad("close no month", always("close_month", "April", "--by", "cy"), "'April' is no month"),
    Bad("close month 13", always("close_month", "2026-13", "--by", "cy"), "'2026-13' is no month"),
    Bad("close the end of days", always("close_month", "9999-12", "--by", "cy"), "is no month|nothing was entered"),
    Bad("close an empty month", always("close_month", "2026-03", "--by", "cy"), "nothing was entered in 2026-03"),
    Bad("close by no one", always("close_month", "2026-04", "--by", "zoe"), "no user is named 'zoe'"),
    Bad("close by Dee", always("close_month", "2026-04", "--by", "dee"), "dee is no treasurer"),
    Bad("statements of no month", always("statements", "2026-4"), "'2026-4' is no month"),
    Bad("statements of an open month", always("statements", "2026-05"), "close the month first"),
    Bad("statements into a file", always("statements", "2026-04", "--out", __file__), "cannot be used"),
    *[Bad(f"{word} no month", always("payouts", word, "x", "--by", "cy"), "'x' is no month") for word in MONTH],
    Bad("prepare an open month", always("payouts", "prepare", "2026-05", "--by", "cy"), "2026-05 is not closed"),
    Bad("prepare by Dee", always("payouts", "prepare", "2026-04", "--by", "dee"), "dee is no treasurer"),
    Bad(
        "prepare for a Sunday",
        always("payouts", "prepare", "2026-04", "--by", "cy", "--transfer-on", "2026-05-31"),
        "2026-05-31 is no bank day",
    ),
    Bad(
        "prepare before there was a tax",
        always("payouts", "prepare", "2026-04", "--by", "cy", "--transfer-on", "1990-04-02"),
        "1990-04-02",
    ),
    Bad("approve nothing", always("payouts", "approve", "2026-04", "--by", "dee"), "no payouts are prepared"),
    Bad("export nothing", always("payouts", "export", "2026-04", "--by", "cy"), "no payouts are prepared"),
    Bad("publish by no one", always("publish", "--by", "zoe"), "no user is named 'zoe'"),
    Bad("publish by Bo", always("publish", "--by", "bo"), "bo is no admin"),
    Bad(
        "export into a file's folder", always("export_book", "--format", "csv", "--out", f"{__file__}/x/"), "cannot be"
    ),
]
