select
    report_id,
    table_code,
    row_code,
    column_code,
    edition_code,
    raw_text,
    value,
    unit_code,
    value_status_code,
    source_locator,
    method_code,
    confidence
from {{ read_source('extract', 'cells') }}
