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

compared as (

    select
        totals.report_id,
        totals.row_code,
        totals.request_count,
        case totals.row_code
            when 'new_received' then request_sums.new_received
            when 'carried_in' then request_sums.carried_in
            when 'concluded_total' then request_sums.concluded_total
            when 'carried_out' then request_sums.carried_out
            else outcome_sums.applicant_sum
        end as applicant_sum
    from {{ ref('fct_request_totals') }} as totals
    inner join request_sums on totals.report_id = request_sums.report_id
    left join outcome_sums
        on totals.report_id = outcome_sums.report_id and totals.row_code = outcome_sums.row_code

)

select * from compared
where request_count is distinct from applicant_sum
