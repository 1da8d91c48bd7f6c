"""Recognition: fragments of reports to cells, reports and issues. No Python loop over lines or cells."""

from extract.recognise.fingerprint import fingerprint
from extract.recognise.recognition import recognise

__all__ = ["fingerprint", "recognise"]
