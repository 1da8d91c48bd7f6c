select
    load_id,
    file_path,
    size_bytes,
    content_sha256,
    load_outcome_code,
    reason_code,
    report_id
from {{ read_source('log', 'files') }}
