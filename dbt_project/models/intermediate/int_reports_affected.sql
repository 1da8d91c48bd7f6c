{{ config(materialized='incremental', incremental_strategy='replace_all', on_schema_change='fail') }}

with staged as (

    select
        report_id,
        set_id
    from {{ ref('stg_extract__reports') }}

),

versioned as (

    select * from {{ ref('int_reports_versioned') }}

),

state as (

    select
        staged.report_id,
        staged.set_id,
        versioned.is_current,
        versioned.tied_report_ids,
        versioned.possible_report_ids
    from staged
    left join versioned on staged.report_id = versioned.report_id

),

-- What the build before saw; nothing in a full build, and then every report is new.
before as (

    select *
    from {% if is_incremental() %}{{ this }}{% else %}state{% endif %}
    where {{ 'is_staged' if is_incremental() else '1 = 0' }}

),

final as (

    select
        coalesce(state.report_id, before.report_id) as report_id,
        state.set_id,
        state.is_current,
        state.tied_report_ids,
        state.possible_report_ids,
        state.report_id is not null as is_staged,
        (
            state.set_id is distinct from before.set_id
            or state.is_current is distinct from before.is_current
            or state.tied_report_ids is distinct from before.tied_report_ids
            or state.possible_report_ids is distinct from before.possible_report_ids
        ) as is_affected
    from state
    full outer join before on state.report_id = before.report_id

)

select * from final
