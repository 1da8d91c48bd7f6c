"""PDF: characters and paths from PDFium, made to tables by `ruled`, and pictures of pages for `scans`."""
