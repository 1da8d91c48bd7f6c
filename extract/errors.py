"""Errors that a person can act on. Each names a sentence of messages/errors.csv and what to put into it."""

from __future__ import annotations

import errno

from extract.command.messages import say


class GongkaiError(Exception):
    """Something stops a load and a person has to do something about it."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values

    def sentence(self, lang: str) -> str:
        """What happened and what to do, in the reader's language."""
        return say(self.key, lang, **self.values)

    def __str__(self) -> str:
        return self.sentence("en")


class HomeLocked(GongkaiError):
    """Another load holds the home's lock for longer than we are told to wait."""


class DiskFull(GongkaiError):
    """A file could not be written because the disk, the quota or the size limit of files is exhausted."""


class BuildFailed(GongkaiError):
    """dbt could not build the warehouse, or one of its tests failed."""


class LoadIncomplete(GongkaiError):
    """A commit was asked for before every batch of the load had been extracted."""


class ExtractorBroken(GongkaiError):
    """The extractor fails on most of what an older one has staged; that must not be replaced by nothing."""


class NothingToLoad(GongkaiError):
    """None of the paths named exists."""


_FULL_NUMBERS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FULL_WORDS = ("no space left", "disk quota exceeded", "file too large", "os error 28", "os error 122", "os error 27")


def is_disk_full(error: BaseException) -> bool:
    """Whether a failure, of Python or of a library that only passes the words on, comes from a full disk."""
    if isinstance(error, OSError) and error.errno in _FULL_NUMBERS:
        return True
    return says_disk_full(str(error))


def says_disk_full(text: str) -> bool:
    """Whether a text that a library or dbt printed speaks of a full disk."""
    return any(words in text.lower() for words in _FULL_WORDS)
