"""The nightly schedule: DAGs that wire the functions of `extract`, and the server that runs them."""
