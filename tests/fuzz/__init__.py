"""Fuzzing the readers: sound documents, changed at random, through the pool of workers."""
