with items as (

    select * from {{ ref('int_form_items') }}

),

final as (

    select
        table_code,
        row_code,
        column_code,
        row_order_2019,
        row_order_2021,
        column_order,
        row_label_2019_zh,
        row_label_2021_zh,
        column_label_2019_zh,
        column_label_2021_zh,
        row_label_en,
        column_label_en,
        row_label_en || ': ' || column_label_en as label_en,
        unit_code,
        row_type_code,
        outcome_group_code,
        column_role_code,
        column_group_code,
        is_leaf,
        is_on_2019_form,
        is_on_2021_form
    from items

)

select * from final
