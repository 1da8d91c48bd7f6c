select
    report_id,
    issue_number,
    issue_code,
    table_code,
    row_code,
    column_code,
    raw_text,
    source_locator
from {{ read_source('extract', 'issues') }}
