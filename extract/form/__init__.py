"""The form as data: editions, items, labels, identities (CSV), read by Polars here and seeded by dbt."""
