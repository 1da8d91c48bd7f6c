with reports as (

    select * from {{ ref('stg_extract__reports') }}
    where is_loaded

),

arrivals as (

    select * from {{ ref('stg_extract__report_arrivals') }}

),

versioned as (

    select * from {{ ref('int_reports_versioned') }}

),

final as (

    select
        reports.report_id,
        versioned.report_series_id,
        arrivals.file_name,
        arrivals.file_path,
        reports.content_sha256,
        reports.set_number,
        {{ publisher_id('reports.publisher_name') }} as publisher_id,
        reports.publisher_name,
        reports.publisher_name_source_code,
        reports.title,
        reports.report_year,
        reports.report_year_source_code,
        reports.published_date,
        reports.scope_code,
        reports.edition_proactive_disclosure_code,
        reports.edition_requests_code,
        reports.edition_litigation_code,
        reports.format_code,
        reports.encoding_code,
        reports.layout_code,
        versioned.is_current,
        versioned.superseded_by_report_id,
        arrivals.first_load_id,
        cast(arrivals.first_loaded_at as timestamp) as loaded_at
    from reports
    inner join versioned on reports.report_id = versioned.report_id
    left join arrivals on reports.content_sha256 = arrivals.content_sha256

)

select * from final
