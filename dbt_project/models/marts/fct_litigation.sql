{{ config(**keyed_by_report()) }}

with cells as (

    select
        report_id,
        row_code,
        column_code,
        coalesce(value, value_resolved) as count_value
    from {{ ref('fct_reported_cells') }}
    where {{ is_to_write() }} and table_code = 'litigation' and left_out_reason_code is null

),

final as (

    select
        report_id,
        row_code as channel_code,
        column_code as result_code,
        cast(count_value as bigint) as case_count
    from cells

)

select * from final
