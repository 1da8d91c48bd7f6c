"""Reads Chinese government open-information reports and stages every cell of their tables."""

import os

# Polars asks for its memory anew with every batch; giving it back ten seconds later instead of at once saves a sixth
# of the extraction. It has to be said before Polars is imported.
os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:10000,muzzy_decay_ms:10000")

__version__ = "0.2.0"
