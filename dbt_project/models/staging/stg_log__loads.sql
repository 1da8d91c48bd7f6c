select
    load_id,
    started_at,
    finished_at,
    found_count,
    loaded_count,
    unchanged_count,
    duplicate_count,
    rejected_count,
    reextracted_count,
    skipped_count
from {{ read_source('log', 'loads') }}
