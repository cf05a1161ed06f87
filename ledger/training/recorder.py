"""What the training loop holds: it counts which pictures a rank used and writes a part per checkpoint.

Takes sample ids and digests as the loop consumes them, gives part files that `parts.verify` passes.
Standard library only, so that a training machine needs nothing else; `form=parquet.FORM` writes
Parquet. One folder serves one (run, stage, component); every rank may share it.

    with ManifestRecorder(run="shio-1", stage="unet-256", component="unet",
                          rank=rank, world_size=world_size, folder=folder) as recorder:
        for step, batch in enumerate(loader, 1):
            train(batch.pictures)
            recorder.saw(batch.sample_ids, batch.sha256s)
            if step % 1000 == 0:
                recorder.checkpoint()                 # on every rank; when all are back,
                save(weights, recorder.position)      # the weights, and the position with them

The loop ends: the final part is written. It dies: what was counted since the last checkpoint is
forgotten with the steps that made it. Started again, the next attempt goes on after the last part.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Literal, Self, TypeAlias

from ledger.training import part_folder
from ledger.training.exposures import Exposures
from ledger.training.formats import jsonl
from ledger.training.formats.writing import WrittenForm
from ledger.training.manifest import (
    SCHEMA,
    Component,
    Header,
    ResumedFrom,
    Row,
    rows_sha256,
)

Resumption: TypeAlias = ResumedFrom | Literal["last part", "nothing"]


class AttemptAlreadyRecorded(Exception):
    """This rank has written parts of this attempt before, in another life of the process."""

    def __init__(self, folder: Path, attempt: int, rank: int) -> None:
        super().__init__(folder, attempt, rank)
        self.folder = folder
        self.attempt = attempt
        self.rank = rank

    def __str__(self) -> str:
        return (
            f"{self.folder} already holds parts of attempt {self.attempt}, rank {self.rank}: "
            f"give attempt={self.attempt + 1}, or none to let the recorder choose"
        )


class FolderTaken(Exception):
    """The folder holds parts of another run, stage or component under the names ours would get."""

    def __init__(self, folder: Path, holds: Header) -> None:
        super().__init__(folder, holds)
        self.folder = folder
        self.holds = holds

    def __str__(self) -> str:
        return (
            f"{self.folder} holds parts of run {self.holds.run}, stage {self.holds.stage}, "
            f"{self.holds.component}: give this one a folder of its own"
        )


class RecorderClosed(Exception):
    """The final part is written; nothing more can be counted."""

    def __str__(self) -> str:
        return "this recorder has written its final part; start another attempt to count more"


class ManifestRecorder:
    """Counts one rank's exposures of one (run, stage, component).

    Make it on every rank before the first step. `attempt`: None takes one more than the last attempt in
    which this rank began and any rank wrote a part; a launcher's restart count + 1 will do as well.
    `resumed_from`: the `position` saved with the weights now loaded, or "nothing" where training
    begins anew. "last part" takes the last part of that earlier attempt which every rank that began it
    has written; where one has written none, what that attempt had taken over.
    Raises `AttemptAlreadyRecorded`, `FolderTaken`, and `UnfitValue` for what the schema forbids.
    """

    def __init__(
        self,
        *,
        run: str,
        stage: str,
        component: Component,
        rank: int,
        world_size: int,
        folder: Path | str,
        attempt: int | None = None,
        resumed_from: Resumption = "last part",
        form: WrittenForm = jsonl.FORM,
    ) -> None:
        self._run, self._stage, self._component = run, stage, component
        self._rank, self._world_size = rank, world_size
        self._folder = Path(folder)
        self._form = form
        self._exposures = Exposures()
        self._closed = False
        self._folder.mkdir(parents=True, exist_ok=True)
        self._begin(attempt, resumed_from)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and not self._closed:
            self.checkpoint(final=True)

    @property
    def position(self) -> ResumedFrom | None:
        """The last part behind the weights, to be saved with them; None before there is one."""
        begun_at = 0 if self.resumed_from is None else self.resumed_from.part + 1
        if self._next_part == begun_at:
            return self.resumed_from
        return ResumedFrom(self.attempt, self._next_part - 1)

    def saw(self, sample_ids: Iterable[str], sha256s: Iterable[bytes | str]) -> None:
        """Count one exposure of each sample; digests are 32 bytes or 64 hex digits, pairwise with the ids."""
        if self._closed:
            raise RecorderClosed
        self._exposures.add(sample_ids, sha256s)

    def checkpoint(self, *, final: bool = False) -> Path:
        """Write what was counted since the last checkpoint as one part; give its path.

        The part appears whole or not at all, and is on disk when this returns. Call it on every
        rank, and save the weights after every rank has returned from it.
        """
        if self._closed:
            raise RecorderClosed
        rows = self._exposures.rows()
        path = self._folder / part_folder.name(
            attempt=self.attempt, rank=self._rank, part=self._next_part, suffix=self._form.suffix
        )
        header = self._header(rows, final=final)
        part_folder.lay_down(path, lambda stream: self._form.write(stream, header, rows))
        self._exposures = Exposures()
        self._next_part += 1
        self._closed = final
        return path

    def _begin(self, attempt: int | None, resumed_from: Resumption) -> None:
        lives = part_folder.lives_in(self._folder)
        mine = [part for part in lives.written if part.rank == self._rank]
        self._check_folder([part.path for part in mine if part.path.suffix == self._form.suffix])
        self.attempt = lives.next_attempt(self._rank) if attempt is None else attempt
        if any(part.attempt == self.attempt for part in mine):
            raise AttemptAlreadyRecorded(self._folder, self.attempt, self._rank)
        if resumed_from == "last part":
            self.resumed_from = lives.last_common(self._rank, before=self.attempt)
        else:
            self.resumed_from = None if resumed_from == "nothing" else resumed_from
        self._next_part = 0 if self.resumed_from is None else self.resumed_from.part + 1
        # Wrong names and numbers are refused here, before training begins.
        part_folder.begin(self._folder, self._header([], final=False))

    def _check_folder(self, mine: Sequence[Path]) -> None:
        if not mine:
            return
        holds = self._form.header_of(mine[-1])
        if (holds.run, holds.stage, holds.component) != (self._run, self._stage, self._component):
            raise FolderTaken(self._folder, holds)

    def _header(self, rows: Sequence[Row], *, final: bool) -> Header:
        return Header(
            schema=SCHEMA,
            run=self._run,
            attempt=self.attempt,
            stage=self._stage,
            component=self._component,
            rank=self._rank,
            world_size=self._world_size,
            part=self._next_part,
            final=final,
            resumed_from=self.resumed_from,
            count_basis="measured",
            rows=len(rows),
            exposures=sum(row.exposures for row in rows),
            rows_sha256=rows_sha256(rows),
        )
