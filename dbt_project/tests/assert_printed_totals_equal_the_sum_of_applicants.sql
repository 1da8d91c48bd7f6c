-- Where a report is in both, the printed total of a row is the sum over the six kinds of applicants.
with outcome_sums as (

    select
        report_id,
        outcome_code as row_code,
        sum(request_count) as applicant_sum
    from {{ ref('fct_outcomes') }}
    group by report_id, outcome_code

),

request_sums as (

    select
        report_id,
        sum(new_received_count) as new_received,
        sum(carried_in_count) as carried_in,
        sum(concluded_count) as concluded_total,
        sum(carried_out_count) as carried_out
    from {{ ref('fct_requests') }}
    group by report_id

),

row_sums as (

    select * from outcome_sums
    {% for row_code in ['new_received', 'carried_in', 'concluded_total', 'carried_out'] %}
    union all
    select
        report_id,
        '{{ row_code }}' as row_code,
        {{ row_code }} as applicant_sum
    from request_sums
    {% endfor %}

)

select
    totals.report_id,
    totals.row_code,
    totals.request_count,
    row_sums.applicant_sum
from {{ ref('fct_request_totals') }} as totals
inner join request_sums on totals.report_id = request_sums.report_id
left join row_sums on totals.report_id = row_sums.report_id and totals.row_code = row_sums.row_code
where totals.request_count is distinct from row_sums.applicant_sum
