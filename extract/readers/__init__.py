"""Readers: bytes to text and tables, one module per format. What a content is comes from its bytes, never its name."""
