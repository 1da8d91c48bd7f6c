"""Staging: sets of Parquet files named by content, and the commit records that make them count."""
