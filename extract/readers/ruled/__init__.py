"""Tables from ruling lines and positioned characters, for formats that know no tables: PDF, OFD and scans."""

from extract.readers.ruled.drawing import Drawing
from extract.readers.ruled.pages import Glyph, Glyphs, Page, Rule, are_spaces, encode, make_rule
from extract.readers.ruled.reading import read_pages

__all__ = ["Drawing", "Glyph", "Glyphs", "Page", "Rule", "are_spaces", "encode", "make_rule", "read_pages"]
