"""The files that are to be taken in: those found, and in the place of each bundle the files in it."""

from __future__ import annotations

from typing import NamedTuple

from extract.intake.discover import Discovery
from extract.readers.containers.bundles import Address, members_of


class FoundFile(NamedTuple):
    """One file: on the disk, or in a bundle there."""

    path: str  # for people and the log; of a member "bundle.zip!/folder/name"
    size_bytes: int
    bundle: str | None = None  # path of the bundle that it is in
    address: Address = ()  # where it is in there


def open_bundles(found: Discovery, max_bytes: int) -> list[FoundFile]:
    """Put the members of bundles into the place of these; what is skipped of them is counted in `found`.

    What a file is comes from its bytes. A bundle that is damaged, or goes beyond a limit, stays the one file that it
    is, and will be rejected as that. A bundle itself may be larger than `max_bytes`: its members count.
    """
    files: list[FoundFile] = []
    for path, size_bytes in found.files:
        listing = members_of(path, max_bytes)
        if listing is None:
            files.append(FoundFile(path, size_bytes))
            continue
        files += [FoundFile(one.path, one.size_bytes, path, one.address) for one in listing.members]
        found.skipped_count += listing.skipped_count
    return files
