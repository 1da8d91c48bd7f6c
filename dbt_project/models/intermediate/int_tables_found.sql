with reports as (

    select * from {{ ref('stg_extract__reports') }}
    where is_loaded

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

    select * from united
    where edition_code is not null

)

select * from final
