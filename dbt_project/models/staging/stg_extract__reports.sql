with source as (

    select * from {{ read_source('extract', 'reports') }}

),

final as (

    select
        report_id,
        content_sha256,
        set_number,
        load_outcome_code,
        reason_code,
        format_code,
        encoding_code,
        layout_code,
        title,
        publisher_name,
        publisher_name_source_code,
        report_year,
        report_year_source_code,
        published_date,
        scope_code,
        edition_proactive_disclosure_code,
        edition_requests_code,
        edition_litigation_code,
        load_outcome_code = 'loaded' as is_loaded,
        {{ file_stem('filename') }} as set_id
    from source

)

select * from final
