"""Files people and the bot have sent: content, name and Telegram's identifiers for them."""

import hashlib
from dataclasses import dataclass

from bot.rehearsal.shape import Json

DOWNLOAD_LIMIT = 20 * 1024 * 1024
"""A bot may download 20 MB at most. Source: core.telegram.org/bots/api#getfile."""


@dataclass(frozen=True, slots=True)
class File:
    """One stored file."""

    id: str
    unique_id: str
    path: str
    name: str
    content: bytes
    mime: str

    def card(self) -> Json:
        """Answer what every kind of file has in Telegram's JSON."""
        return {
            "file_id": self.id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.content),
        }


MIME_TYPES = {
    "eml": "message/rfc822",
    "txt": "text/plain",
    "pdf": "application/pdf",
    "json": "application/json",
    "csv": "text/csv",
    "html": "text/html",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "ogg": "audio/ogg",
    "mp4": "video/mp4",
    "webp": "image/webp",
    "zip": "application/zip",
    "svg": "image/svg+xml",
}


def mime_of(name: str) -> str:
    """Answer the media type a file's ending suggests."""
    return MIME_TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")


class Files:
    """All files of a town; the same content under the same name is a new file each time."""

    def __init__(self) -> None:
        self._by_id: dict[str, File] = {}
        self._by_path: dict[str, File] = {}

    def store(self, folder: str, name: str, content: bytes, mime: str | None = None) -> File:
        """Keep a file; `folder` is Telegram's (documents, photos, voice, …)."""
        number = len(self._by_id) + 1
        ending = name.rpartition(".")[2] if "." in name else "bin"
        unique = hashlib.sha256(content + name.encode()).hexdigest()[:15]
        file = File(
            id=f"Reh{number:06d}{unique}",
            unique_id=f"Ag{unique}",
            path=f"{folder}/file_{number}.{ending}",
            name=name,
            content=content,
            mime=mime or mime_of(name),
        )
        self._by_id[file.id] = file
        self._by_path[file.path] = file
        return file

    def find(self, file_id: str) -> File | None:
        """Answer the file with this file_id."""
        return self._by_id.get(file_id)

    def at(self, path: str) -> File | None:
        """Answer the file at this file_path."""
        return self._by_path.get(path)
