"""Files kept whole in Django's storage under names that tell their content, such as a digest.

Takes a name and an opened file; gives the name it lies under. A storage writes in place and may be killed half-way,
so what lies there counts as kept only in its full length; what was left half written is written anew. Which names
are used is left to the rooms that keep something.
"""

from pathlib import Path
from typing import IO

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


def keep(name: str, content: bytes) -> str:
    """Keep bytes under ``name`` and return the name they lie under. Asked twice, done once."""
    return _keep(name, ContentFile(content), len(content))


def keep_file(name: str, path: Path) -> str:
    """The same for a file of this machine, which is streamed."""
    with path.open("rb") as opened:
        return _keep(name, File(opened), path.stat().st_size)


def _keep(name: str, content: File[bytes] | IO[bytes], size_bytes: int) -> str:
    if default_storage.exists(name):
        if default_storage.size(name) == size_bytes:
            return name
        default_storage.delete(name)
    return default_storage.save(name, content)
