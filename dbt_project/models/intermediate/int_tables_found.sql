with reports as (

    select * from {{ ref('stg_extract__reports') }}
    where is_loaded

),

cells as (

    select * from {{ ref('stg_extract__cells') }}

),

items as (

    select * from {{ ref('int_form_items') }}
    where row_type_code = 'subtotal' or column_role_code = 'subtotal'

),

subtotals as (

    select
        cells.report_id,
        cells.table_code
    from cells
    inner join items
        on
            cells.table_code = items.table_code
            and cells.row_code = items.row_code
            and cells.column_code = items.column_code
    where cells.value_status_code <> 'missing'
    group by cells.report_id, cells.table_code

),

united as (

    select
        report_id,
        'proactive_disclosure' as table_code,
        edition_proactive_disclosure_code as edition_code
    from reports

    union all

    select
        report_id,
        'requests' as table_code,
        edition_requests_code as edition_code
    from reports

    union all

    select
        report_id,
        'litigation' as table_code,
        edition_litigation_code as edition_code
    from reports

),

final as (

    select
        united.report_id,
        united.table_code,
        united.edition_code,
        subtotals.report_id is not null as has_printed_subtotals
    from united
    left join subtotals on united.report_id = subtotals.report_id and united.table_code = subtotals.table_code
    where united.edition_code is not null

)

select * from final
