"""Taking in: find files, hash and read them, archive each content once, know what was seen before."""
