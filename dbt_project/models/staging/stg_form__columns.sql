select
    column_set_code,
    column_code,
    column_order,
    column_label_zh,
    column_label_en,
    unit_code,
    column_role_code,
    column_group_code
from {{ ref('columns') }}
