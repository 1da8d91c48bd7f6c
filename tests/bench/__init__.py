"""Measures speed, memory and correctness of the load on generated reports: `python -m tests.bench`."""

import extract  # noqa: F401 - what it says of memory has to come before Polars is imported
