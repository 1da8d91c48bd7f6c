with load_files as (

    select * from {{ ref('stg_log__load_files') }}

),

loads as (

    select * from {{ ref('stg_log__loads') }}

),

recent_loads as (

    select
        load_id,
        row_number() over (order by load_id desc) as loads_ago
    from loads

),

final as (

    select
        load_files.load_id,
        load_files.file_path,
        cast(load_files.size_bytes as bigint) as size_bytes,
        load_files.content_sha256,
        load_files.load_outcome_code,
        load_files.reason_code,
        load_files.report_id
    from load_files
    inner join recent_loads on load_files.load_id = recent_loads.load_id
    where
        load_files.load_outcome_code <> 'unchanged'
        or recent_loads.loads_ago <= {{ var('keep_unchanged_loads') }}

)

select * from final
