"""Workbooks: XLSX, XLS and ODS, whose cells have places of their own."""
