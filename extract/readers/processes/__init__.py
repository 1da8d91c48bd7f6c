"""The processes with limits in which documents are read, and how they are talked to."""
