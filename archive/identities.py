"""Keyed pseudonyms: the same person has the same one in every format and wave, and no reader of an
export can tell who it is without the key, which never leaves the study's folder."""

from __future__ import annotations

import hashlib
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


class Identities(StrEnum):
    """How an export names the people who commented."""

    PLAIN = "plain"
    PSEUDONYM = "pseudonym"


class Pseudonyms:
    """Pseudonyms under the study's key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, author: str | None, author_url: str | None) -> str | None:
        """ "P-" and 12 letters; None for a comment without an author. A person is their web
        address where they give one, else their name as folded."""
        if author_url:
            person = "url:" + (normalise(author_url) or author_url).rstrip("/").casefold()
        elif author:
            person = "name:" + _SPACE.sub(" ", author).strip().casefold()
        else:
            return None
        digest = hmac.new(self._key, person.encode("utf-8", "surrogatepass"), hashlib.sha256)
        return "P-" + b32encode(digest.digest()).decode()[:_LETTERS]


def open_pseudonyms(folder: Path) -> Pseudonyms:
    """With the key of the folder; made, readable by its owner only, where there is none yet."""
    file = folder / KEY_FILE
    try:
        if not file.exists():
            _make_key(file)
        key = bytes.fromhex(file.read_text(encoding="ascii").strip())
    except OSError as error:
        raise StorageError(f"{file} cannot be used: {error.strerror}") from error
    except ValueError as error:
        raise StorageError(f"{file} holds no key: restore it, or pseudonyms change") from error
    if len(key) != _KEY_BYTES:
        raise StorageError(f"{file} holds no whole key: restore it, or pseudonyms change")
    return Pseudonyms(key)


def _make_key(file: Path) -> None:
    """Whole or not at all, also where two exports begin at once: the first link wins."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{KEY_FILE}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as opened:
        opened.write(secrets.token_hex(_KEY_BYTES) + "\n")
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
