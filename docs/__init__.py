"""Documentation beside the READMEs, and what generates it."""
