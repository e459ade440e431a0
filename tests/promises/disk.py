"""A disk that forgets at a power cut whatever was written but not synced."""

from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import apsw

SECTOR = 512
"""Bytes a disk writes wholly or not at all; SQLite counts on no more than this."""


class PowerCut(Exception):
    """The lights are out; nothing is written any more."""


@dataclass
class Platter:
    """One file: what is safe, and what waits for a sync, in order."""

    safe: bytearray = field(default_factory=bytearray)
    waiting: list[tuple[int, bytes | None]] = field(default_factory=list[tuple[int, bytes | None]])
    """Offset and sector-wise content; None as content cuts the file off at the offset."""

    def write(self, offset: int, content: bytes) -> None:
        end = offset + len(content)
        while offset < end:
            upto = min(end, offset - offset % SECTOR + SECTOR)
            self.waiting.append((offset, content[: upto - offset]))
            content, offset = content[upto - offset :], upto

    def sync(self) -> None:
        self.safe = self.after(self.waiting)
        self.waiting.clear()

    def after(self, writes: list[tuple[int, bytes | None]]) -> bytearray:
        """Return the content once `writes` have reached it."""
        image = bytearray(self.safe)
        for offset, content in writes:
            if content is None:
                del image[offset:]
                continue
            if len(image) < offset:
                image.extend(bytes(offset - len(image)))
            image[offset : offset + len(content)] = content
        return image

    def survives(self, chance: Random | None) -> bytearray:
        """Return what a cut leaves: what is safe, and with `chance` any part of what waited."""
        share = chance.random() if chance else 0.0
        return self.after([one for one in self.waiting if chance and chance.random() < share])


class Disk(apsw.VFS):
    """An SQLite file system above the real one; the power goes off at operation `cut_at`.

    One simplification: that a file exists is safe as soon as it is made, as SQLite syncs the
    folder with a new file's first sync.
    """

    def __init__(self, name: str, cut_at: int) -> None:
        super().__init__(name, "")
        self.platters: dict[str, Platter] = {}
        self.cut_at = cut_at
        self.operations = 0

    def xOpen(self, name: Any, flags: list[int]) -> "DiskFile":  # noqa: N802  # SQLite's name
        path = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        return DiskFile(self, path, name, flags)

    def count(self) -> None:
        """Count one operation; raise PowerCut from the fatal one on."""
        self.operations += 1
        if self.operations >= self.cut_at:
            raise PowerCut

    def survivors(self, folder: Path, chance: Random | None) -> None:
        """Write the files as the next start finds them. Shared memory does not survive a cut."""
        for path, platter in self.platters.items():
            if not path.endswith("-shm"):
                (folder / Path(path).name).write_bytes(platter.survives(chance))


class DiskFile(apsw.VFSFile):
    """An open file of a Disk: real for reading, noted on the platter for the cut."""

    def __init__(self, disk: Disk, path: str, name: Any, flags: list[int]) -> None:
        super().__init__("", name, flags)
        self._disk = disk
        existing = Path(path).read_bytes() if Path(path).exists() else b""
        self._platter = disk.platters.setdefault(path, Platter(bytearray(existing)))

    def xWrite(self, data: Any, offset: int) -> None:  # noqa: N802
        self._disk.count()
        self._platter.write(offset, bytes(data))
        super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:  # noqa: N802
        self._disk.count()
        self._platter.waiting.append((size, None))
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:  # noqa: N802
        self._disk.count()
        self._platter.sync()
        # The real file needs no real sync: this test cuts no real power.
