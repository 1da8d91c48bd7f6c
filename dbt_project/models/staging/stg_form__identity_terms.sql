select
    identity_code,
    table_code,
    side_code,
    line_template,
    row_code,
    row_type_code,
    outcome_group_code,
    column_code,
    column_role_code,
    column_group_code
from {{ ref('identity_terms') }}
