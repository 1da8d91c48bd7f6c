with terms as (

    select * from {{ ref('int_identity_terms') }}

),

final as (

    select
        line_number,
        identity_code,
        table_code,
        line_code,
        cast(sum(case when side_code = 'left' and is_on_2019_form then 1 else 0 end) as integer) as left_terms_2019,
        cast(sum(case when side_code = 'left' and is_on_2021_form then 1 else 0 end) as integer) as left_terms_2021,
        cast(sum(case when side_code = 'left' then 1 else 0 end) as integer) as left_terms_any,
        cast(sum(case when side_code = 'right' and is_on_2019_form then 1 else 0 end) as integer) as right_terms_2019,
        cast(sum(case when side_code = 'right' and is_on_2021_form then 1 else 0 end) as integer) as right_terms_2021,
        cast(sum(case when side_code = 'right' then 1 else 0 end) as integer) as right_terms_any
    from terms
    group by line_number, identity_code, table_code, line_code

)

select * from final
