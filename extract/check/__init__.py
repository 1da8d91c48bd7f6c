"""`gongkai check`: what an officer must mend before a report is published, without touching any warehouse."""

from extract.check.command import main_check

__all__ = ["main_check"]
