with loads as (

    select * from {{ ref('stg_log__loads') }}

),

final as (

    select
        load_id,
        cast(started_at as timestamp) as started_at,
        cast(finished_at as timestamp) as finished_at,
        cast(found_count as bigint) as found_count,
        cast(loaded_count as bigint) as loaded_count,
        cast(unchanged_count as bigint) as unchanged_count,
        cast(duplicate_count as bigint) as duplicate_count,
        cast(rejected_count as bigint) as rejected_count,
        cast(reextracted_count as bigint) as reextracted_count,
        cast(skipped_count as bigint) as skipped_count
    from loads

)

select * from final
