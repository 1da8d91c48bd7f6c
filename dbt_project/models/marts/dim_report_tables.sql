{{ config(**keyed_by_report()) }}

with cells as (

    select
        report_id,
        table_code,
        row_code,
        column_code,
        value
    from {{ ref('stg_extract__cells') }}
    where {{ is_to_write() }}

),

checks as (

    select
        report_id,
        table_code,
        line_code
    from {{ ref('fct_identity_checks') }}
    where {{ is_to_write() }} and check_result_code = 'broken'

),

items as (

    select * from {{ ref('int_form_items') }}

),

found as (

    select * from {{ ref('int_tables_found') }}
    where {{ is_to_write() }}

),

versioned as (

    select * from {{ ref('int_reports_versioned') }}

),

expected as (

    select
        table_code,
        sum(case when is_leaf and is_on_2019_form then 1 else 0 end) as leaves_2019,
        sum(case when is_leaf and is_on_2021_form then 1 else 0 end) as leaves_2021,
        sum(case when is_leaf then 1 else 0 end) as leaves_any
    from items
    group by table_code

),

counted as (

    select
        cells.report_id,
        cells.table_code,
        count(*) as leaf_count,
        count(cells.value) as valued_leaf_count
    from cells
    inner join items
        on
            cells.table_code = items.table_code
            and cells.row_code = items.row_code
            and cells.column_code = items.column_code
    where items.is_leaf
    group by cells.report_id, cells.table_code

),

broken as (

    select
        report_id,
        table_code,
        count(*) as broken_check_count,
        -- The sums that run down the 总计 column, by their lines: total, and <subtotal row or cell>.total.
        sum(case when line_code = 'total' or line_code like '%.total' then 1 else 0 end) as broken_total_count
    from checks
    group by report_id, table_code

),

joined as (

    select
        found.report_id,
        found.table_code,
        found.edition_code,
        versioned.is_current,
        {{ expected_count('found.edition_code', 'expected.leaves') }} as expected_leaf_count,
        coalesce(counted.leaf_count, 0) as leaf_count,
        coalesce(counted.valued_leaf_count, 0) as valued_leaf_count,
        coalesce(broken.broken_check_count, 0) as broken_check_count,
        coalesce(broken.broken_total_count, 0) as broken_total_count
    from found
    inner join versioned on found.report_id = versioned.report_id
    inner join expected on found.table_code = expected.table_code
    left join counted on found.report_id = counted.report_id and found.table_code = counted.table_code
    left join broken on found.report_id = broken.report_id and found.table_code = broken.table_code

),

final as (

    select
        report_id,
        table_code,
        edition_code,
        is_current,
        cast(expected_leaf_count as bigint) as expected_leaf_count,
        cast(valued_leaf_count as bigint) as valued_leaf_count,
        cast(broken_check_count as bigint) as broken_check_count,
        -- A printed leaf of another edition counts too: without its value the parts are not known.
        valued_leaf_count >= expected_leaf_count and valued_leaf_count = leaf_count as is_complete,
        broken_check_count > 0 as is_broken,
        broken_total_count > 0 as is_total_column_broken
    from joined

)

select * from final
