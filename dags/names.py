"""Names that the DAGs, the server and the tests share; nothing is imported here."""

INGEST_DAG = "ingest_reports"
BUILD_DAG = "build_warehouse"

# DuckDB has one writer: whatever task writes the warehouse's file takes this pool's only slot.
BUILD_POOL = "gongkai_build"
BUILD_POOL_SLOTS = 1
BUILD_POOL_TEXT = "One slot: only one task at a time writes the warehouse."
