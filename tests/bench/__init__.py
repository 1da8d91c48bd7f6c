"""Measures speed, memory and correctness of the load on generated reports: `python -m tests.bench`."""
