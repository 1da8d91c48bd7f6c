select
    edition_code,
    table_code,
    row_code,
    row_order,
    row_label_zh,
    row_label_en,
    row_type_code,
    outcome_group_code,
    column_set_code
from {{ ref('rows') }}
