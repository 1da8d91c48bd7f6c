{{ config(**keyed_by_report()) }}

-- The cells are read anew where few of them are wanted, rather than named once: an engine would keep all of them
-- in memory for that.
with cells as (

    select
        report_id,
        table_code,
        row_code,
        column_code,
        value,
        value_status_code
    from {{ ref('stg_extract__cells') }}
    where {{ is_to_write() }}

),

terms as (

    select * from {{ ref('int_identity_terms') }}

),

lines as (

    select * from {{ ref('int_identity_lines') }}

),

items as (

    select * from {{ ref('int_form_items') }}

),

editions as (

    select * from {{ ref('int_tables_found') }}

),

-- A subtotal is compared where it is printed; the form itself has none, and few reports print any.
matched as (

    select
        cells.report_id,
        terms.line_number,
        terms.side_code,
        cells.value,
        cells.value_status_code
    from cells
    inner join editions on cells.report_id = editions.report_id and cells.table_code = editions.table_code
    inner join terms
        on
            cells.table_code = terms.table_code
            and cells.row_code = terms.row_code
            and cells.column_code = terms.column_code
    where terms.identity_code <> 'subtotal' or editions.has_printed_subtotals

),

summed as (

    select
        report_id,
        line_number,
        sum(case when side_code = 'left' then value end) as left_value,
        sum(case when side_code = 'right' then value end) as right_value,
        count(case when side_code = 'left' then value end) as left_printed,
        count(case when side_code = 'right' then value end) as right_printed,
        count(case when side_code = 'left' and value_status_code in ('blank', 'nil_mark') then 1 end) as left_empty,
        count(case when side_code = 'right' and value_status_code in ('blank', 'nil_mark') then 1 end) as right_empty,
        count(case when side_code = 'left' and value_status_code in ('unreadable', 'missing') then 1 end)
            as left_unknown,
        count(case when side_code = 'right' and value_status_code = 'unreadable' then 1 end) as right_unreadable
    from matched
    group by report_id, line_number

),

with_form as (

    select
        summed.*,
        lines.identity_code,
        lines.table_code,
        lines.line_code,
        lines.left_terms_any > 1 and lines.right_terms_any > 1 as is_balance_of_sums,
        {{ expected_count('editions.edition_code', 'lines.left_terms') }} as left_expected,
        {{ expected_count('editions.edition_code', 'lines.right_terms') }} as right_expected
    from summed
    inner join lines on summed.line_number = lines.line_number
    inner join editions on summed.report_id = editions.report_id and lines.table_code = editions.table_code
    where lines.identity_code <> 'subtotal' or summed.right_printed + summed.right_empty + summed.right_unreadable > 0

),

-- A side is full when each of its terms is a number, and open when blanks or nil marks are all that it lacks.
sided as (

    select
        *,
        left_printed >= left_expected and left_empty = 0 and left_unknown = 0 as is_left_full,
        right_printed >= right_expected and right_empty = 0 and right_unreadable = 0 as is_right_full,
        left_printed + left_empty >= left_expected and left_unknown = 0 as is_left_open,
        right_printed + right_empty >= right_expected and right_unreadable = 0 as is_right_open,
        coalesce(left_value, 0) as left_sum,
        coalesce(right_value, 0) as right_sum
    from with_form

),

-- A full right side is the total of the left one; where both sides are sums, a full left side is also that of the
-- right one. What is printed of a side may not exceed its total, and equals it when nothing but blanks is left.
assessed as (

    select
        report_id,
        table_code,
        identity_code,
        line_code,
        line_number,
        case
            when is_left_full and is_right_full and left_sum = right_sum then 'holds'
            when is_left_full and is_right_full then 'broken'
            when is_right_full and left_sum > right_sum then 'broken'
            when is_right_full and is_left_open and left_sum = right_sum then 'holds'
            when is_balance_of_sums and is_left_full and right_sum > left_sum then 'broken'
            when is_balance_of_sums and is_left_full and is_right_open and right_sum = left_sum then 'holds'
            else 'not_assessable'
        end as check_result_code,
        left_value,
        right_value
    from sided

),

broken_lines as (

    select
        report_id,
        line_number
    from assessed
    where check_result_code = 'broken'

),

broken_cells as (

    select
        report_id,
        table_code,
        row_code,
        column_code,
        value,
        value_status_code
    from {{ ref('stg_extract__cells') }}
    where report_id in (select broken_lines.report_id from broken_lines)

),

named as (

    select
        broken_lines.report_id,
        broken_lines.line_number,
        {{ dbt.listagg(
            cell_with_value('cells'), "'|'", 'order by terms.side_code, cells.row_code, cells.column_code'
        ) }} as cell_list
    from broken_lines
    inner join terms on broken_lines.line_number = terms.line_number
    inner join broken_cells as cells
        on
            broken_lines.report_id = cells.report_id
            and terms.table_code = cells.table_code
            and terms.row_code = cells.row_code
            and terms.column_code = cells.column_code
    group by broken_lines.report_id, broken_lines.line_number

),

sums as (

    select
        assessed.report_id,
        assessed.table_code,
        assessed.identity_code,
        assessed.line_code,
        -- A side without any number has no value, except where that is what holds: nothing adds up to zero.
        coalesce(assessed.left_value, case when assessed.check_result_code = 'holds' then 0 end) as left_value,
        coalesce(assessed.right_value, case when assessed.check_result_code = 'holds' then 0 end) as right_value,
        assessed.check_result_code,
        named.cell_list
    from assessed
    left join named on assessed.report_id = named.report_id and assessed.line_number = named.line_number

),

counts as (

    select
        cells.report_id,
        cells.table_code,
        'non_negative_integer' as identity_code,
        cells.row_code || '.' || cells.column_code as line_code,
        cells.value as left_value,
        cast(null as decimal(18, 4)) as right_value,
        'broken' as check_result_code,
        {{ cell_with_value('cells') }} as cell_list
    from {{ ref('stg_extract__cells') }} as cells
    inner join editions on cells.report_id = editions.report_id and cells.table_code = editions.table_code
    inner join items
        on
            cells.table_code = items.table_code
            and cells.row_code = items.row_code
            and cells.column_code = items.column_code
    where {{ is_to_write('cells.report_id') }} and {{ breaks_count_rule('cells.value', 'items') }}

),

united as (

    select * from sums
    union all
    select * from counts

),

final as (

    select
        report_id,
        table_code,
        identity_code,
        line_code,
        try_cast(left_value as decimal(18, 4)) as left_value,
        try_cast(right_value as decimal(18, 4)) as right_value,
        try_cast(left_value - right_value as decimal(18, 4)) as difference,
        check_result_code,
        cast(null as {{ dbt.type_string() }}) as diagnosis_code,
        cast(null as {{ dbt.type_string() }}) as diagnosis_text,
        cell_list
    from united

)

select * from final
