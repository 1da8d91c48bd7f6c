"""Settings, all from the environment (`GONGKAI_…`), read anew each time they are asked for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything that a site may want to set; the defaults suit one machine with two cores."""

    model_config = SettingsConfigDict(env_prefix="GONGKAI_", env_ignore_empty=True)

    home: Path = Path("warehouse")
    inbox: str = Field("", description="folders joined by ':'; default: inbox/ inside the home")
    lang: Literal["zh", "en"] | None = None

    max_file_bytes: int = Field(20_000_000, gt=0, description="larger files are rejected as too_large")
    batch_files: int = Field(2_500, gt=0, description="files in one batch at most")
    batch_bytes: int = Field(32_000_000, gt=0, description="bytes in one batch at most, unless one file has more")
    extract_threads: int = Field(default_factory=lambda: os.cpu_count() or 1, gt=0, description="batches at a time")
    reader_processes: int = Field(default_factory=lambda: os.cpu_count() or 1, gt=0, description="documents at a time")
    reader_memory_mb: int = Field(3_000, gt=0, description="address space of each process that reads documents")
    reader_seconds: float = Field(30, gt=0, description="time for one document; a scan gets more by the page")
    lock_wait_seconds: float = Field(3_600, ge=0, description="how long to wait for another load in the same home")
    keep_unchanged_loads: int = Field(30, gt=0, description="loads whose unchanged files stay in fct_load_files")
    keep_leftovers_hours: float = Field(48, ge=0, description="after this, what a killed load left is removed")

    duckdb_memory: str = Field("900MB", description="DuckDB's memory limit while building")
    duckdb_threads: int = Field(2, gt=0)
    full_refresh_share: float = Field(0.3, description="a larger share of changed reports is built in full")

    webhook_url: str | None = Field(None, description="where a failed night is reported by HTTP POST")
    mail_to: str | None = None
    mail_from: str | None = None
    smtp_host: str = "localhost"
    smtp_port: int = 25
    smtp_user: str | None = None
    smtp_password: str | None = None

    def inbox_folders(self) -> list[str]:
        """Folders that the nightly load takes in."""
        return [part for part in self.inbox.split(":") if part] or [str(self.home / "inbox")]


def settings(**overrides: object) -> Settings:
    """The settings in force now; arguments that are not None win over the environment."""
    return Settings(**{name: value for name, value in overrides.items() if value is not None})  # type: ignore[arg-type]
