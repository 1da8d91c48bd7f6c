-- Complete, unbroken tables of current reports, against the reports that the facts hold: none is left out, no other
-- gets in.
with sound as (

    select
        report_id,
        table_code
    from {{ ref('dim_report_tables') }}
    where is_current and is_complete and not is_broken and table_code in ('requests', 'litigation')

),

entered as (

    select
        report_id,
        'requests' as table_code
    from {{ ref('fct_requests') }}

    union distinct

    select
        report_id,
        'litigation' as table_code
    from {{ ref('fct_litigation') }}

)

select
    coalesce(sound.report_id, entered.report_id) as report_id,
    coalesce(sound.table_code, entered.table_code) as table_code
from sound
full outer join entered on sound.report_id = entered.report_id and sound.table_code = entered.table_code
where sound.report_id is null or entered.report_id is null
