{{ config(**keyed_by_report()) }}

with cells as (

    select
        report_id,
        row_code,
        column_code,
        unit_code,
        coalesce(value, value_resolved) as resolved_value
    from {{ ref('fct_reported_cells') }}
    where {{ is_to_write() }} and table_code = 'proactive_disclosure' and left_out_reason_code is null

),

final as (

    select
        report_id,
        row_code as item_code,
        column_code as measure_code,
        resolved_value as value,
        unit_code
    from cells

)

select * from final
