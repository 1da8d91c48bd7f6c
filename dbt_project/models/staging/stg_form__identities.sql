select
    identity_code,
    kind_code,
    table_code,
    line_kind_code,
    rule_zh,
    rule_en
from {{ ref('identities') }}
