"""The warehouse: dbt builds in a folder of their own, and the publication of a finished one."""
