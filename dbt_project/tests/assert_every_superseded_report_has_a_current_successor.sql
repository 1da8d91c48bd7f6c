-- Following the newer versions ends at a current report: no version loses against one that lost against it.
select
    older.report_id,
    older.superseded_by_report_id
from {{ ref('dim_reports') }} as older
left join {{ ref('dim_reports') }} as newer on older.superseded_by_report_id = newer.report_id
where
    (older.is_current and older.superseded_by_report_id is not null)
    or (not older.is_current and newer.report_id is null)
    or newer.superseded_by_report_id = older.report_id
