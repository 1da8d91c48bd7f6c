with reports as (

    select * from {{ ref('dim_reports') }}

),

publishers as (

    select distinct
        publisher_id,
        publisher_name
    from reports
    where publisher_id is not null

),

-- Nothing is resolved yet: a name alone does not single out one organ.
final as (

    select
        publisher_id,
        publisher_name,
        cast(null as {{ dbt.type_string() }}) as division_code,
        cast(null as {{ dbt.type_string() }}) as division_level_code,
        cast(null as {{ dbt.type_string() }}) as organ_type_code,
        'unresolved' as resolution_status_code,
        cast(null as decimal(5, 4)) as resolution_confidence,
        cast(null as {{ dbt.type_string() }}) as candidate_division_codes
    from publishers

)

select * from final
