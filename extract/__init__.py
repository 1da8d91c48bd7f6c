"""Reads Chinese government open-information reports and stages every cell of their tables."""

__version__ = "0.1.0"
