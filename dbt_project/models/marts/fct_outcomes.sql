{{ config(**keyed_by_report()) }}

with cells as (

    select
        report_id,
        row_code,
        column_code,
        coalesce(value, value_resolved) as count_value
    from {{ ref('fct_reported_cells') }}
    where {{ is_to_write() }} and table_code = 'requests' and left_out_reason_code is null

),

items as (

    select * from {{ ref('int_form_items') }}
    where table_code = 'requests' and column_role_code = 'part' and row_type_code = 'outcome'

),

final as (

    select
        cells.report_id,
        cells.row_code as outcome_code,
        items.outcome_group_code,
        cells.column_code as applicant_type_code,
        cast(cells.count_value as bigint) as request_count
    from cells
    inner join items on cells.row_code = items.row_code and cells.column_code = items.column_code

)

select * from final
