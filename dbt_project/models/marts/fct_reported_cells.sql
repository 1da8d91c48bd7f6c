{{ config(**keyed_by_report()) }}

with cells as (

    select * from {{ ref('stg_extract__cells') }}
    where {{ is_to_write() }}

),

items as (

    select * from {{ ref('int_form_items') }}

),

tables as (

    select * from {{ ref('dim_report_tables') }}
    where {{ is_to_write() }}

),

resolved as (

    select
        cells.*,
        cast(null as decimal(18, 4)) as value_resolved,
        cast(null as {{ dbt.type_string() }}) as resolved_by
    from cells

),

-- The reasons go from what the cell is (a total, a subtotal) over the report's version and the cell itself to the
-- table around it: the first that applies is named.
final as (

    select
        resolved.report_id,
        resolved.table_code,
        resolved.row_code,
        resolved.column_code,
        resolved.edition_code,
        resolved.raw_text,
        resolved.value,
        resolved.unit_code,
        resolved.value_status_code,
        resolved.value_resolved,
        resolved.resolved_by,
        resolved.source_locator,
        resolved.method_code,
        resolved.confidence,
        case
            when resolved.table_code = 'litigation' and items.column_role_code = 'total' then 'total'
            when items.row_type_code = 'subtotal' or items.column_role_code = 'subtotal' then 'subtotal'
            when not tables.is_current then 'superseded'
            when resolved.value is null and resolved.value_resolved is null then 'not_reported'
            when resolved.table_code = 'proactive_disclosure'
                then case when {{ breaks_count_rule('resolved.value', 'items') }} then 'broken_table' end
            when resolved.table_code = 'requests' and items.column_role_code = 'total'
                then case when tables.is_total_column_broken then 'broken_table' end
            when tables.is_broken then 'broken_table'
            when not tables.is_complete then 'incomplete_table'
        end as left_out_reason_code
    from resolved
    inner join tables on resolved.report_id = tables.report_id and resolved.table_code = tables.table_code
    inner join items
        on
            resolved.table_code = items.table_code
            and resolved.row_code = items.row_code
            and resolved.column_code = items.column_code

)

select * from final
