"""The load log: what each committed load saw. A log file counts once its load has a commit record."""
