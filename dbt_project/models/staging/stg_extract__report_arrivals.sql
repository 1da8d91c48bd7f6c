select
    content_sha256,
    first_load_id,
    first_loaded_at,
    file_path,
    file_name
from {{ read_source('extract', 'report_arrivals', ending='.parquet') }}
