"""Tables from ruling lines and positioned characters, for formats that know no tables: PDF, OFD and scans."""

from extract.readers.ruled.drawing import Drawing
from extract.readers.ruled.pages import Glyph, Page, Rule, make_glyph
from extract.readers.ruled.reading import read_pages

__all__ = ["Drawing", "Glyph", "Page", "Rule", "make_glyph", "read_pages"]
