"""What `python -m dags.serve` is made of. Nothing here imports Airflow, which takes seconds."""
