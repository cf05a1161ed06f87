"""Send a folder's parts to the ledger: ``python -m ledger.training.send FOLDER --url https://... --run NAME``.

For a training machine: needs Python's standard library alone. The token of the run is read from the environment
(HENREI_RUN_TOKEN), never from the command line, which others on the machine can read. Run again, it goes on where it
stopped. Ends with 0 when every part was taken, 1 when one was refused or not sent, 2 for wrong usage.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from ledger.training import sending
from ledger.training.sending import Fields, PartRefused, Sender, ServerOutOfReach

TOKEN: Final = "HENREI_RUN_TOKEN"
ENDINGS: Final = (".jsonl", ".jsonl.gz", ".jsonl.zst", ".parquet", *sending.HEADER_ENDINGS)
SHUT_OUT: Final = (401, 403, 429)
MOST_LINES: Final = 20


def main(arguments: Sequence[str]) -> int:
    """Send, tell, and give the exit status."""
    asked = _asked(arguments)
    token = os.environ.get(TOKEN, "")
    files = [file for path in asked.paths for file in part_files(path)]
    if not token.isascii() or not token.isprintable() or not token:
        return _refused(f"{TOKEN} is not set: put the run's token there", 2)
    if not files:
        return _refused("no manifest part lies there: name part files, or folders of them", 1)
    sender = Sender(asked.url, asked.run, token, tries=asked.tries)
    answers, faults = _sent(sender, files, quiet=asked.json)
    standing = _standing(sender, faults)
    if asked.json:
        sys.stdout.write(json.dumps({"sent": answers, "refused": faults, "run": standing}, ensure_ascii=False) + "\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in _lines(standing))
    for fault in faults:
        _refused(fault, 1)
    return 1 if faults else 0


def part_files(path: Path) -> list[Path]:
    """The file itself, or the parts of a folder by name. A CSV without its header beside it is not one."""
    if not path.is_dir():
        return [path]
    named = (one for one in sorted(path.iterdir()) if one.is_file() and not one.name.startswith("."))
    return [one for one in named if one.name.endswith(ENDINGS) and _is_whole(one)]


def _is_whole(path: Path) -> bool:
    return not path.name.endswith(sending.HEADER_ENDINGS) or sending.sidecar_of(path) is not None


def _sent(sender: Sender, files: Sequence[Path], *, quiet: bool) -> tuple[list[Fields], list[str]]:
    """Every file's answer, or why it has none; whoever is shut out tries no further."""
    answers: list[Fields] = []
    faults: list[str] = []
    for file in files:
        try:
            answer = sender.send(file)
        except PartRefused as refused:
            faults.append(str(refused))
            if refused.status in SHUT_OUT:
                break
        except ServerOutOfReach as lost:
            faults.append(str(lost))
            break
        except OSError as error:
            faults.append(f"{file.name}: cannot be read: {error.strerror}")
        else:
            answers.append({"file": file.name, "outcome": answer.get("outcome")})
            if not quiet:
                sys.stdout.write(f"{file.name}: {answer.get('outcome')}\n")
    return answers, faults


def _standing(sender: Sender, faults: list[str]) -> Fields:
    try:
        return sender.standing()
    except (PartRefused, OSError, http.client.HTTPException) as error:
        if not faults:
            faults.append(f"what is missing could not be asked: {error}")
        return {}


def _lines(standing: Fields) -> Iterator[str]:
    """Where the run stands, for a person."""
    gaps = standing.get("missing")
    missing = [gap for gap in gaps if isinstance(gap, dict)] if isinstance(gaps, list) else []
    yield f"run {standing.get('name', '?')}: {standing.get('state', 'not known')}"
    for gap in missing[:MOST_LINES]:
        yield (
            f"missing: {gap.get('stage')}/{gap.get('component')} attempt {gap.get('attempt')} rank {gap.get('rank')}"
            f" part {gap.get('first_part')} to {gap.get('last_part')}"
        )
    if len(missing) > MOST_LINES:
        yield f"and {len(missing) - MOST_LINES} more gaps"


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m ledger.training.send", description=__doc__.partition("\n")[0])
    parser.add_argument("paths", nargs="+", type=Path, help="part files, or folders of them")
    parser.add_argument("--url", required=True, help="the ledger's address, as https://henrei.example.org")
    parser.add_argument("--run", required=True, help="the run's name there")
    parser.add_argument("--tries", type=int, default=sending.TRIES, help=f"per part; {sending.TRIES} if not given")
    parser.add_argument("--json", action="store_true", help="answer with one JSON object on standard output")
    return parser.parse_args(arguments)


def _refused(sentence: str, status: int) -> int:
    sys.stderr.write(" ".join(sentence.split()) + "\n")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
