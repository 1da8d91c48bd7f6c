"""What the packages of word processors and spreadsheets share: encryption, and pictures worth following."""

from __future__ import annotations

from extract.readers.blocks import Attachment, Block, CannotRead, Picture
from extract.readers.containers.packages import Package

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_ODF_MANIFEST = "META-INF/manifest.xml"
_IMAGES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff")
SMALLEST_IMAGE = 5_000  # bytes; below are seals, logos and lines


def open_package(content: bytes) -> Package:
    """The members of an office document.

    Raises:
        CannotRead: also when the document is protected by a password, with the issue `encrypted`.
    """
    refuse_encrypted(content)
    package = Package(content)
    if _ODF_MANIFEST in package and b"encryption-data" in package.read(_ODF_MANIFEST):
        raise CannotRead("undecodable", "encrypted")
    return package


def refuse_encrypted(content: bytes) -> None:
    """Refuse a package that a password protects: it is wrapped in a file of another kind."""
    if content.startswith(OLE) and _ENCRYPTED_STREAM in content:
        raise CannotRead("undecodable", "encrypted")


def read_picture(package: Package, name: str) -> list[Block]:
    """The picture of that name, unless it is none, too small for a page or in a format of drawings."""
    if name not in package or not name.lower().endswith(_IMAGES):
        return []
    content = package.read(name)
    return [Picture(content, name)] if len(content) >= SMALLEST_IMAGE else []


def read_attachment(package: Package, name: str) -> list[Block]:
    """The document of that name inside the package, if it is there."""
    return [Attachment(package.read(name), name)] if name in package else []
