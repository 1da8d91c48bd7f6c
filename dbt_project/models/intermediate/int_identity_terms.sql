with items as (

    select * from {{ ref('int_form_items') }}

),

terms as (

    select * from {{ ref('stg_form__identity_terms') }}

),

expanded as (

    -- A blank selector takes every row, column, type, group or role of the table.
    select distinct
        terms.identity_code,
        terms.table_code,
        terms.side_code,
        replace(
            replace(terms.line_template, '{row}', items.row_code), '{column}', items.column_code
        ) as line_code,
        items.row_code,
        items.column_code,
        items.is_on_2019_form,
        items.is_on_2021_form
    from terms
    inner join items
        on
            terms.table_code = items.table_code
            and coalesce(terms.row_code, items.row_code) = items.row_code
            and coalesce(terms.row_type_code, items.row_type_code) = items.row_type_code
            and coalesce(terms.outcome_group_code, items.outcome_group_code, '')
            = coalesce(items.outcome_group_code, '')
            and coalesce(terms.column_code, items.column_code) = items.column_code
            and coalesce(terms.column_role_code, items.column_role_code) = items.column_role_code
            and coalesce(terms.column_group_code, items.column_group_code, '') = coalesce(items.column_group_code, '')

),

final as (

    select
        *,
        cast(
            dense_rank() over (order by identity_code, table_code, line_code) as integer
        ) as line_number
    from expanded

)

select * from final
