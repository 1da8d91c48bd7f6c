"""Writes a document as an OFD: our own pages as positioned runs and paths, in the ways that writers of OFD have."""

from __future__ import annotations

import io
import zipfile
from random import Random
from xml.sax.saxutils import escape

from .pages import HEIGHT, WIDTH, LaidPage, Looks, Run, advance, lay_out
from .printed import PrintedDocument

BORDERS = ("strokes", "thin_boxes", "one_path", "template")
_MILLIMETRES = 25.4 / 72
_NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_TIME = (2024, 1, 1, 0, 0, 0)


def write_ofd(document: PrintedDocument, rng: Random, looks: Looks | None = None, borders: str | None = None) -> bytes:
    """The bytes of an OFD; `rng` chooses the looks, how borders are drawn, and how runs say where characters are."""
    looks = looks or Looks.of(rng)
    borders = borders or rng.choice(BORDERS)
    pages = lay_out(document, looks)
    slash = rng.choice(("", "/"))
    files = {
        "OFD.xml": _element(
            "OFD",
            f"<ofd:DocBody><ofd:DocInfo/><ofd:DocRoot>{slash}Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>",
            ' Version="1.0" DocType="OFD"',
        ),
        "Doc_0/Document.xml": _element("Document", _document(len(pages), slash, borders)),
    }
    for number, page in enumerate(pages):
        shapes = _borders(page, "strokes" if borders == "template" else borders)
        texts = "".join(_text(run, rng) for run in page.runs)
        template = ""
        if borders == "template":
            files[f"Doc_0/Tpls/Tpl_{number}/Content.xml"] = _page("", shapes)
            template, shapes = f'<ofd:Template TemplateID="{9000 + number}" ZOrder="Background"/>', ""
        files[f"Doc_0/Pages/Page_{number}/Content.xml"] = _page(template, shapes + texts)
    return _pack(files)


def _pack(files: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(zipfile.ZipInfo(name, _TIME), content.encode(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _element(name: str, content: str, attributes: str = "") -> str:
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f"{head}<ofd:{name} {_NAMESPACE}{attributes}>{content}</ofd:{name}>"


def _document(count: int, slash: str, borders: str) -> str:
    base = "/Doc_0/" if slash else ""
    box = f"0 0 {WIDTH * _MILLIMETRES:.3f} {HEIGHT * _MILLIMETRES:.3f}"
    templates = "".join(
        f'<ofd:TemplatePage ID="{9000 + number}" BaseLoc="{base}Tpls/Tpl_{number}/Content.xml"/>'
        for number in range(count if borders == "template" else 0)
    )
    pages = "".join(
        f'<ofd:Page ID="{number + 1}" BaseLoc="{base}Pages/Page_{number}/Content.xml"/>' for number in range(count)
    )
    area = f"<ofd:PageArea><ofd:PhysicalBox>{box}</ofd:PhysicalBox></ofd:PageArea>"
    return f"<ofd:CommonData>{area}{templates}</ofd:CommonData><ofd:Pages>{pages}</ofd:Pages>"


def _page(template: str, objects: str) -> str:
    return _element("Page", f'{template}<ofd:Content><ofd:Layer ID="8000">{objects}</ofd:Layer></ofd:Content>')


def _text(run: Run, rng: Random) -> str:
    """A run with its steps written out or counted, and by chance scaled by a matrix."""
    size, x = run.size * _MILLIMETRES, run.x * _MILLIMETRES
    scale = rng.choice((1.0, 1.0, 2.0))
    steps = [f"{advance(character) * size / scale:.4f}" for character in run.text[:-1]]
    counted = rng.random() < 0.5
    delta = f' DeltaX="{_counted(steps) if counted else " ".join(steps)}"' if steps else ""
    matrix = f' CTM="{scale} 0 0 {scale} 0 0"' if scale != 1 else ""
    width = sum(map(advance, run.text)) * size
    top = run.baseline * _MILLIMETRES - size
    return (
        f'<ofd:TextObject Boundary="{x:.4f} {top:.4f} {width:.4f} {size * 1.2:.4f}" Size="{size / scale:.4f}"{matrix}>'
        f'<ofd:TextCode X="0" Y="{size / scale:.4f}"{delta}>{escape(run.text)}</ofd:TextCode></ofd:TextObject>'
    )


def _counted(steps: list[str]) -> str:
    """Equal steps as `g n d`."""
    parts: list[list[str]] = []
    for step in steps:
        if parts and parts[-1][0] == step:
            parts[-1].append(step)
        else:
            parts.append([step])
    return " ".join(f"g {len(part)} {part[0]}" if len(part) > 1 else part[0] for part in parts)


def _borders(page: LaidPage, borders: str) -> str:
    lines = [tuple(side * _MILLIMETRES for side in line) for line in sorted(set(page.borders))]
    if not lines:
        return ""
    if borders == "one_path":
        data = " ".join(f"M {x:.4f} {y:.4f} L {end:.4f} {bottom:.4f}" for x, y, end, bottom in lines)
        return _path((0, 0, 210, 297), data)
    return "".join(_line(*line, is_box=borders == "thin_boxes") for line in lines)


def _line(x: float, y: float, end: float, bottom: float, is_box: bool) -> str:
    box = (x - 0.1, y - 0.1, end - x + 0.2, bottom - y + 0.2)
    width, height = box[2:]
    if is_box:
        data = f"M 0 0 L {width:.4f} 0 L {width:.4f} {height:.4f} L 0 {height:.4f} C"
        return _path(box, data, ' Stroke="false" Fill="true"')
    return _path(box, f"M 0.1 0.1 L {width - 0.1:.4f} {height - 0.1:.4f}")


def _path(box: tuple[float, ...], data: str, attributes: str = "") -> str:
    boundary = " ".join(f"{side:.4f}" for side in box)
    return (
        f'<ofd:PathObject Boundary="{boundary}" LineWidth="0.2"{attributes}>'
        f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
    )
