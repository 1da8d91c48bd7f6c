with form_rows as (

    select * from {{ ref('stg_form__rows') }}

),

form_columns as (

    select * from {{ ref('stg_form__columns') }}

),

items_by_edition as (

    select
        form_rows.edition_code,
        form_rows.table_code,
        form_rows.row_code,
        form_columns.column_code,
        form_rows.row_order,
        form_columns.column_order,
        form_rows.row_label_zh,
        form_columns.column_label_zh,
        form_rows.row_label_en,
        form_columns.column_label_en,
        form_columns.unit_code,
        form_rows.row_type_code,
        form_rows.outcome_group_code,
        form_columns.column_role_code,
        form_columns.column_group_code
    from form_rows
    inner join form_columns on form_rows.column_set_code = form_columns.column_set_code

),

items as (

    select
        table_code,
        row_code,
        column_code,
        max(case when edition_code = '2019' then row_order end) as row_order_2019,
        max(case when edition_code = '2021' then row_order end) as row_order_2021,
        max(column_order) as column_order,
        max(case when edition_code = '2019' then row_label_zh end) as row_label_2019_zh,
        max(case when edition_code = '2021' then row_label_zh end) as row_label_2021_zh,
        max(case when edition_code = '2019' then column_label_zh end) as column_label_2019_zh,
        max(case when edition_code = '2021' then column_label_zh end) as column_label_2021_zh,
        max(row_label_en) as row_label_en,
        max(column_label_en) as column_label_en,
        max(unit_code) as unit_code,
        max(row_type_code) as row_type_code,
        max(outcome_group_code) as outcome_group_code,
        max(column_role_code) as column_role_code,
        max(column_group_code) as column_group_code,
        max(case when edition_code = '2019' then 1 else 0 end) = 1 as is_on_2019_form,
        max(case when edition_code = '2021' then 1 else 0 end) = 1 as is_on_2021_form
    from items_by_edition
    group by table_code, row_code, column_code

),

final as (

    select
        *,
        case
            when is_on_2019_form and is_on_2021_form then '2019_or_2021'
            when is_on_2019_form then '2019'
            else '2021'
        end as edition_code,
        -- A leaf is never the sum of other cells. The concluded total of one applicant type is a total.
        column_role_code in ('part', 'measure') and row_type_code in ('flow', 'outcome', 'result', 'item') as is_leaf,
        column_code = 'item_change' as may_be_negative,
        unit_code not in ('case', 'item') as may_be_fractional
    from items

)

select * from final
