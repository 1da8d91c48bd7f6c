"""Attacks in formats without a package: PDF and images."""

from __future__ import annotations

import struct
import zlib


def make_pdf(content: bytes, box: str = "0 0 595 842", resources: str = "", further: tuple[bytes, ...] = ()) -> bytes:
    """A PDF with one page of this content stream; `further` are objects from 5 on."""
    packed = zlib.compress(content, 9)
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(packed), packed)
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents 4 0 R /Resources << {resources} >> >>".encode(),
        stream,
        *further,
    )
    written, places = bytearray(b"%PDF-1.7\n"), []
    for number, one in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, one)
    start = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    written += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(written)


def many_segments(count: int) -> bytes:
    """A PDF with a path of so many segments."""
    return make_pdf(b"0 0 m\n" + b"9 9 l 0 9 l\n" * (count // 2) + b"S\n")


def many_paths(count: int) -> bytes:
    """A PDF with so many paths."""
    return make_pdf(b"0 0 m 9 9 l S\n" * count)


def form_in_itself() -> bytes:
    """A PDF with a form that draws itself twice."""
    form = (
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 5 0 R >> >> /Length 11 >>\n"
        b"stream\n/F Do /F Do\nendstream"
    )
    return make_pdf(b"/F Do", resources="/XObject << /F 5 0 R >>", further=(form,))


def pages_in_themselves() -> bytes:
    """A PDF whose page tree is its own child."""
    return make_pdf(b"").replace(b"/Kids [3 0 R] /Count 1", b"/Kids [2 0 R] /Count 9")


def scan_page(box: str) -> bytes:
    """A PDF of one page that is one picture, as a scan, on a page of this size."""
    image = b"<< /Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 8 "
    image += b"/Length 64 >>\nstream\n" + b"\x80" * 64 + b"\nendstream"
    width, height = box.split()[2:]
    content = f"q {width} 0 0 {height} 0 0 cm /I Do Q".encode()
    return make_pdf(content, box, "/XObject << /I 5 0 R >>", (image,))


def vast_png(side: int) -> bytes:
    """A PNG that says it has so many pixels a side; one grey, so it packs well."""
    row = b"\x00" + b"\xff" * side

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    packer = zlib.compressobj(1)
    packed = b"".join([*(packer.compress(row) for _ in range(side)), packer.flush()])
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
