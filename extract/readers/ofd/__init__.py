"""OFD (GB/T 33190): characters and paths from its XML, made to tables by `ruled`."""
