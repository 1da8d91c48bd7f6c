"""`make accuracy`: generated reports in every format and the real ones, loaded together and compared cell by cell."""
