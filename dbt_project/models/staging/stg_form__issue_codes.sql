select
    issue_code,
    severity_code,
    message_zh,
    message_en
from {{ ref('issue_codes') }}
