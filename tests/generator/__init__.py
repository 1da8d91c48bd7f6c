"""Generated reports with known truth: seeded, in every flattened layout, with the faults of real texts on request."""

from .corpus import GeneratedReport, generate, generate_report, write_corpus
from .truth import Truth, TruthCell

__all__ = ["GeneratedReport", "Truth", "TruthCell", "generate", "generate_report", "write_corpus"]
