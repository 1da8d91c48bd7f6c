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
    where table_code = 'requests' and column_role_code = 'part'

),

pivoted as (

    select
        cells.report_id,
        cells.column_code as applicant_type_code,
        max(case when cells.row_code = 'new_received' then cells.count_value end) as new_received_count,
        max(case when cells.row_code = 'carried_in' then cells.count_value end) as carried_in_count,
        max(case when cells.row_code = 'concluded_total' then cells.count_value end) as printed_concluded_count,
        sum(case when items.row_type_code = 'outcome' then cells.count_value end) as summed_concluded_count,
        max(case when cells.row_code = 'carried_out' then cells.count_value end) as carried_out_count
    from cells
    inner join items on cells.row_code = items.row_code and cells.column_code = items.column_code
    group by cells.report_id, cells.column_code

),

final as (

    select
        report_id,
        applicant_type_code,
        cast(new_received_count as bigint) as new_received_count,
        cast(carried_in_count as bigint) as carried_in_count,
        -- A total that cannot be read does not keep a complete table out; its parts are all there.
        cast(coalesce(printed_concluded_count, summed_concluded_count) as bigint) as concluded_count,
        cast(carried_out_count as bigint) as carried_out_count
    from pivoted

)

select * from final
