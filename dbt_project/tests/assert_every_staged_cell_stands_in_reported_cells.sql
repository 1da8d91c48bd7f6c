-- The cells of loaded reports, counted as staged and as kept: a cell that matches no item of the form, or whose
-- table the report does not declare, would be lost.
with staged as (

    select
        cells.report_id,
        count(*) as cell_count
    from {{ ref('stg_extract__cells') }} as cells
    inner join {{ ref('dim_reports') }} as reports on cells.report_id = reports.report_id
    group by cells.report_id

),

kept as (

    select
        report_id,
        count(*) as cell_count
    from {{ ref('fct_reported_cells') }}
    group by report_id

)

select
    coalesce(staged.report_id, kept.report_id) as report_id,
    staged.cell_count as staged_count,
    kept.cell_count as kept_count
from staged
full outer join kept on staged.report_id = kept.report_id
where staged.cell_count is distinct from kept.cell_count
