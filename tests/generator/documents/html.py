"""Generated reports as web pages, in the looks in which offices publish them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from random import Random

from .printed import PrintedCell, PrintedDocument, PrintedTable

_NAVIGATION = ("首页", "走进本地", "政务公开", "政务服务", "互动交流", "专题专栏")
_TOOLS = ("【字体：大 中 小】", "打印", "关闭", "分享到：微信 微博")
_MSO = (
    "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->\r\n"
    "<style>\r\n<!-- p.MsoNormal {mso-style-parent:''; margin:0cm; font-size:10.5pt} -->\r\n</style>"
)
_MSO_CELL = (
    "style='border:solid windowtext 1.0pt;\r\n  mso-border-alt:solid windowtext .5pt;padding:0cm 5.4pt 0cm 5.4pt'"
)

Inner = Callable[[str, Random], str]


def write_html(document: PrintedDocument, rng: Random) -> bytes:
    """The document as one page, in a look that `rng` chooses."""
    return rng.choice(tuple(LOOKS.values()))(document, rng)


def write_bare(document: PrintedDocument, rng: Random) -> bytes:
    """HTML5 as a person would write it, with header rows in a thead."""
    return _page(document, _flow(document, rng, _escaped, "<p>{}</p>", grouped=True), "utf-8").encode()


def write_open(document: PrintedDocument, rng: Random) -> bytes:
    """No end tags of paragraphs, rows and cells, which HTML allows."""
    flow = _flow(document, rng, _escaped, "<p>{}")
    return re.sub(r"</(?:td|tr|p)>", "", _page(document, flow, "utf-8")).encode()


def write_upper(document: PrintedDocument, rng: Random) -> bytes:
    """Pages of the nineties: tags in capitals, attributes without quotes, FONT."""
    flow = _flow(document, rng, lambda text, _: f"<FONT SIZE=2>{_escaped(text)}</FONT>", "<P>{}<BR></P>")
    page = re.sub(r"</?[a-z]+", lambda tag: tag[0].upper(), _page(document, flow, "gb2312"))
    return page.replace('"', "").encode("gb18030")


def write_styled(document: PrintedDocument, rng: Random) -> bytes:
    """Pasted into an online editor: numbers cut into spans, labels broken by line breaks."""
    flow = _flow(document, rng, _styled, '<div><span style="font-size: 16px">{}</span></div>')
    return _page(document, flow, "utf-8").encode()


def write_cms(document: PrintedDocument, rng: Random) -> bytes:
    """A content system's page: navigation, layout tables around the report, a meta tag that may understate."""
    charset, encoding = rng.choice((("utf-8", "utf-8"), ("gb2312", "gb18030"), ("utf-8", "gb18030")))
    links = "\n".join(f'<li><a href="/{index}/">{name}</a></li>' for index, name in enumerate(_NAVIGATION))
    crumbs = "&nbsp;&gt;&nbsp;".join(f"<a href='#'>{name}</a>" for name in ("首页", "政务公开", "年度报告"))
    flow = _flow(document, rng, _centred, '<p style="text-indent: 2em;">{}</p>')
    tools = "".join(f'<span class="tool">{tool}</span> ' for tool in _TOOLS)
    body = f"""<div class="head"><ul>{links}</ul></div>
<script>document.write("<table><tr><td>1</td></tr></table>")</script>
<table width="100%" border="0"><tbody><tr><td width="200"><ul>{links}</ul></td>
<td><div class="crumbs">当前位置：{crumbs}</div>
<table width="98%"><tr><td align="center"><!-- 正文开始 --></td></tr><tr><td>{tools}</td></tr>
<tr><td><div id="zoom">{flow}</div></td></tr></table>
</td></tr></tbody></table><div class="foot">版权所有　主办：办公室<noscript>请打开脚本</noscript></div>"""
    return _page(document, body, charset, with_title=False).encode(encoding)


def write_word(document: PrintedDocument, rng: Random) -> bytes:
    """Word's own HTML in GBK: mso noise, empty o:p elements, and a hidden row that only sets widths."""
    return word_page(document, rng, "gb2312").encode("gb18030")


def word_page(document: PrintedDocument, rng: Random, charset: str) -> str:
    """The text of a page as Word saves it."""
    paragraph = "<p class=MsoNormal style='text-indent:32.0pt;\r\nmso-char-indent-count:2.0'><span\r\n lang=EN-US>{}"
    flow = _flow(document, rng, _as_word, f"{paragraph}<o:p></o:p></span></p>\r\n", _MSO_CELL)
    flow = re.sub(r"</table>", lambda end: _hidden_row(document, rng) + end[0], flow)
    meta = f'<meta http-equiv=Content-Type content="text/html; charset={charset}">'
    return (
        f'<html xmlns:o="urn:schemas-microsoft-com:office:office">\r\n<head>\r\n{meta}\r\n'
        f"<title>{html.escape(document.title or '')}</title>\r\n{_MSO}\r\n</head>\r\n<body lang=ZH-CN>\r\n"
        f"<div class=Section0 style='layout-grid:15.6pt'>\r\n{flow}</div>\r\n</body>\r\n</html>"
    )


LOOKS: dict[str, Callable[[PrintedDocument, Random], bytes]] = {
    "bare": write_bare,
    "open": write_open,
    "upper": write_upper,
    "styled": write_styled,
    "cms": write_cms,
    "word": write_word,
}


def _page(document: PrintedDocument, body: str, charset: str, with_title: bool = True) -> str:
    title = html.escape(document.title or "年度报告")
    tail = "" if with_title else "_门户网站"
    return (
        f'<!DOCTYPE html>\n<html>\n<head>\n<meta charset="{charset}">\n<title>{title}{tail}</title>\n'
        f"<style>td {{ border: 1px solid }}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _flow(
    document: PrintedDocument, rng: Random, inner: Inner, paragraph: str, attributes: str = "", grouped: bool = False
) -> str:
    """Title, prose and tables one behind the other."""
    title = [f"<h1>{_escaped(document.title)}</h1>"] if document.title else []
    parts = [
        paragraph.format(_escaped(part)) if isinstance(part, str) else _table(part, rng, inner, attributes, grouped)
        for part in document.parts
    ]
    return "\n".join([*title, *parts])


def _table(table: PrintedTable, rng: Random, inner: Inner, attributes: str, grouped: bool) -> str:
    rows = [
        "<tr>" + "\n".join(_cell(cell, inner(cell.text, rng), attributes) for cell in row) + "</tr>"
        for row in table.rows()
    ]
    if grouped:
        head = _header_rows(table)
        rows = ["<thead>", *rows[:head], "</thead><tbody>", *rows[head:], "</tbody>"]
    return "\n".join(['<table border="1" cellspacing="0">', *rows, "</table>"])


def _cell(cell: PrintedCell, content: str, attributes: str) -> str:
    spans = [
        f' {name}="{span}"' for name, span in (("rowspan", cell.row_span), ("colspan", cell.column_span)) if span > 1
    ]
    return f"<td{''.join(spans)} {attributes}>".replace(" >", ">") + content + "</td>"


def _header_rows(table: PrintedTable) -> int:
    """The fewest rows from the top that no cell leaves downwards."""
    rows = range(1, table.row_count)
    return next((row for row in rows if not any(c.row < row < c.row + c.row_span for c in table.cells)), 0)


def _hidden_row(document: PrintedDocument, rng: Random) -> str:
    """What Word puts behind the last row of some tables."""
    if rng.random() < 0.3:
        return ""
    widths = "\r\n".join("  <td width=57 style='border:none'></td>" for _ in range(rng.randint(4, 16)))
    return f"<![if !supportMisalignedColumns]>\r\n <tr height=0>\r\n{widths}\r\n </tr>\r\n <![endif]>\r\n"


def _escaped(text: str, _rng: Random | None = None) -> str:
    """Markup of a text; browsers print one space for several, so all but the last are no-break ones."""
    text = html.escape(text).replace("\n", "<br>").replace("\xa0", "&nbsp;")
    return re.sub(" {2,}", lambda spaces: "&nbsp;" * (len(spaces[0]) - 1) + " ", text)


def _centred(text: str, rng: Random) -> str:
    """A paragraph in the cell, or just the text with blanks around it."""
    markup = _escaped(text)
    return rng.choice((f'<p style="text-align:center">{markup or "&nbsp;"}</p>', f"\n  {markup}\n  "))


def _styled(text: str, rng: Random) -> str:
    if len(text) < 2 or any(character in text for character in " \n\xa0"):
        return f"<span>{_escaped(text)}</span>"
    cut = rng.randrange(1, len(text))
    start, end = _escaped(text[:cut]), _escaped(text[cut:])
    if re.search("[0-9０-９]", text):
        return f'<span>{start}</span><span style="color: rgb(0, 0, 0); text-decoration: none">{end}</span>'
    return f"<strong>{start}<br />{end}</strong>" if rng.random() < 0.5 else f"<b>{start}</b>{end}"


def _as_word(text: str, rng: Random) -> str:
    paragraph = "<p class=MsoNormal align=center style='text-align:center;mso-pagination:\r\n  widow-orphan'>"
    cut = rng.randrange(1, len(text)) if len(text) > 1 else 0
    runs = [run for run in (text[:cut], text[cut:]) if run]
    spans = "".join(
        f"<span\r\n  lang=EN-US style='font-size:9.0pt;mso-bidi-font-family:\"Times New Roman\"'>{_escaped(run)}</span>"
        for run in runs
    )
    return f"{paragraph}{spans}<span\r\n  lang=EN-US><o:p>{'' if runs else '&nbsp;'}</o:p></span></p>"
