"""Keyed pseudonyms: the same person has the same one in every format and wave, and no reader of an
export can tell who it is without the key, which never leaves the study's folder."""

from __future__ import annotations

import hmac
import os
import re
import secrets
from base64 import b32encode
from enum import StrEnum
from typing import TYPE_CHECKING

from archive.errors import StorageError
from archive.urls import normalise

if TYPE_CHECKING:
    from pathlib import Path

KEY_FILE = "pseudonym.key"
_KEY_BYTES = 32
_LETTERS = 12  # 60 bits: no two of a million people share one
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"\w+")


class Identities(StrEnum):
    """How an export names the people who commented."""

    PLAIN = "plain"
    PSEUDONYM = "pseudonym"
    DROP = "drop"


class Pseudonyms:
    """Pseudonyms under the study's key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, author: str | None, author_url: str | None) -> str | None:
        """ "P-" and 12 letters; None for a comment without an author."""
        return self.of_person(person_of(author, author_url)) if author or author_url else None

    def of_person(self, person: str) -> str:
        return "P-" + self.mark(person)[:_LETTERS]

    def mark(self, said: str) -> str:
        """What nobody without the key can turn back into what was said."""
        digest = hmac.digest(self._key, said.encode("utf-8", "surrogatepass"), "sha256")
        return b32encode(digest).decode()


def person_of(author: str | None, author_url: str | None) -> str:
    """A person is their web address where they give one, else their name as folded."""
    if author_url:
        return "url:" + (normalise(author_url) or author_url).rstrip("/").casefold()
    return "name:" + _SPACE.sub(" ", author or "").strip().casefold()


def folded(text: str) -> str:
    """In lower case, letter by letter: İ would become two, a final Σ depend on what follows."""
    if text.isascii():
        return text.lower()
    return text.replace("İ", "I").lower().replace("ς", "σ")


def words_of(text: str, *, fold: bool = True) -> list[str]:
    return _WORD.findall(folded(text) if fold else text)


def spelled_address(url: str) -> str:
    """A web address without scheme, www and slash at the end: as texts quote it."""
    return re.sub(r"^https?://(www\.)?", "", (normalise(url) or url).casefold()).rstrip("/")


def open_pseudonyms(folder: Path) -> Pseudonyms:
    return Pseudonyms(open_key(folder, KEY_FILE))


def known_pseudonyms(folder: Path) -> Pseudonyms | None:
    """None where no export has made a key yet: then nobody has one."""
    return open_pseudonyms(folder) if (folder / KEY_FILE).exists() else None


def open_key(folder: Path, name: str) -> bytes:
    """A key of the folder; made, readable by its owner only, where there is none yet."""
    file = folder / name
    try:
        if not file.exists():
            _make_key(file)
        key = bytes.fromhex(file.read_text(encoding="ascii").strip())
    except OSError as error:
        raise StorageError(f"{file} cannot be used: {error.strerror}") from error
    except ValueError as error:
        raise StorageError(f"{file} holds no key: restore it from a copy") from error
    if len(key) != _KEY_BYTES:
        raise StorageError(f"{file} holds no whole key: restore it from a copy")
    return key


def _make_key(file: Path) -> None:
    """Whole or not at all, also where two exports begin at once: the first link wins."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as opened:
        opened.write(secrets.token_hex(_KEY_BYTES) + "\n")
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
