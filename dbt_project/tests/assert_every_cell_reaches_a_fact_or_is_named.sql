-- The cells that name no reason for being left out, against the rows of the facts: as many, with the same sum.
-- A concluded count that is not printed is the sum of its outcomes; it is taken out of the facts' side here.
with cells as (

    select
        report_id,
        table_code,
        count(*) as cell_count,
        sum(coalesce(value, value_resolved)) as value_sum
    from {{ ref('fct_reported_cells') }}
    where left_out_reason_code is null
    group by report_id, table_code

),

printed_concluded as (

    select
        report_id,
        column_code,
        coalesce(value, value_resolved) as concluded_count
    from {{ ref('fct_reported_cells') }}
    where table_code = 'requests' and row_code = 'concluded_total' and left_out_reason_code is null

),

fact_rows as (

    select
        requests.report_id,
        'requests' as table_code,
        case when printed_concluded.report_id is null then 3 else 4 end as cell_count,
        requests.new_received_count + requests.carried_in_count + requests.carried_out_count
        + coalesce(printed_concluded.concluded_count, 0) as value_sum
    from {{ ref('fct_requests') }} as requests
    left join printed_concluded
        on
            requests.report_id = printed_concluded.report_id
            and requests.applicant_type_code = printed_concluded.column_code

    union all

    select
        report_id,
        'requests' as table_code,
        1 as cell_count,
        request_count as value_sum
    from {{ ref('fct_outcomes') }}

    union all

    select
        report_id,
        'requests' as table_code,
        1 as cell_count,
        request_count as value_sum
    from {{ ref('fct_request_totals') }}

    union all

    select
        report_id,
        'litigation' as table_code,
        1 as cell_count,
        case_count as value_sum
    from {{ ref('fct_litigation') }}

    union all

    select
        report_id,
        'proactive_disclosure' as table_code,
        1 as cell_count,
        value as value_sum
    from {{ ref('fct_proactive_disclosure') }}

),

facts as (

    select
        report_id,
        table_code,
        sum(cell_count) as cell_count,
        sum(value_sum) as value_sum
    from fact_rows
    group by report_id, table_code

)

select
    coalesce(cells.report_id, facts.report_id) as report_id,
    coalesce(cells.table_code, facts.table_code) as table_code,
    cells.cell_count as cells_to_enter,
    facts.cell_count as cells_entered,
    cells.value_sum as sum_to_enter,
    facts.value_sum as sum_entered
from cells
full outer join facts on cells.report_id = facts.report_id and cells.table_code = facts.table_code
where cells.cell_count is distinct from facts.cell_count or cells.value_sum is distinct from facts.value_sum
