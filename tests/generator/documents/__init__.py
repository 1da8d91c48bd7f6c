"""Generated reports as documents: the same drafts as the flattened texts, printed with real tables."""

from .printed import FITTING_VARIANTS, PrintedCell, PrintedDocument, PrintedTable, print_document

__all__ = ["FITTING_VARIANTS", "PrintedCell", "PrintedDocument", "PrintedTable", "print_document"]
