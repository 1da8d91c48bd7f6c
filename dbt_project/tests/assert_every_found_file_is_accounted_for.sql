-- found = loaded + unchanged + duplicate + rejected, for each load and against the files it names.
with loads as (

    select * from {{ ref('fct_loads') }}

),

files as (

    select
        load_id,
        count(case when load_outcome_code = 'loaded' then 1 end) as loaded_count,
        count(case when load_outcome_code = 'duplicate' then 1 end) as duplicate_count,
        count(case when load_outcome_code = 'rejected' then 1 end) as rejected_count
    from {{ ref('fct_load_files') }}
    group by load_id

)

select loads.*
from loads
left join files on loads.load_id = files.load_id
where
    loads.found_count <> loads.loaded_count + loads.unchanged_count + loads.duplicate_count + loads.rejected_count
    or loads.loaded_count <> coalesce(files.loaded_count, 0)
    or loads.duplicate_count <> coalesce(files.duplicate_count, 0)
    or loads.rejected_count <> coalesce(files.rejected_count, 0)
