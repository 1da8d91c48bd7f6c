with reports as (

    select * from {{ ref('stg_extract__reports') }}
    where is_loaded

),

arrivals as (

    select * from {{ ref('stg_extract__report_arrivals') }}

),

load_files as (

    select * from {{ ref('stg_log__load_files') }}

),

-- Every path under which a content came: which of them was the first must not decide what is a version of what.
content_paths as (

    select
        content_sha256,
        file_path
    from arrivals

    union distinct

    select
        content_sha256,
        file_path
    from load_files
    where load_outcome_code in ('loaded', 'duplicate')

),

arrived as (

    select
        reports.report_id,
        reports.content_sha256,
        reports.publisher_name,
        reports.published_date,
        coalesce(arrivals.first_load_id, '') as first_load_id,
        {{ holds_county_place('reports.publisher_name') }} as names_county_place,
        cast(reports.report_year as {{ dbt.type_string() }}) || '|' || coalesce(reports.scope_code, '')
            as year_and_scope,
        coalesce(reports.title, '') || '|' || cast(reports.set_number as {{ dbt.type_string() }})
            as title_and_set
    from reports
    left join arrivals on reports.content_sha256 = arrivals.content_sha256

),

-- Reports of one family are versions of one another: year, scope and title agree, and either the path or a name
-- that means one organ. A report without a year belongs to none.
memberships as (

    select
        arrived.*,
        {{ dbt.hash("'path|' || content_paths.file_path || '|' || year_and_scope || '|' || title_and_set") }}
            as family_id
    from arrived
    inner join content_paths on arrived.content_sha256 = content_paths.content_sha256
    where arrived.year_and_scope is not null

    union all

    select
        arrived.*,
        {{ dbt.hash("'name|' || publisher_name || '|' || year_and_scope || '|' || title_and_set") }} as family_id
    from arrived
    where arrived.year_and_scope is not null and arrived.names_county_place

),

families as (

    select
        family_id,
        min(report_id) as first_report_id,
        count(published_date) = count(*) as has_all_dates
    from memberships
    group by family_id
    having count(*) > 1

),

-- Printed dates decide only where every version prints one, so that the order is the same whoever is compared.
dated as (

    select
        memberships.report_id,
        memberships.content_sha256,
        memberships.family_id,
        memberships.first_load_id,
        families.first_report_id,
        case when families.has_all_dates then memberships.published_date end as deciding_date
    from memberships
    inner join families on memberships.family_id = families.family_id

),

ranked as (

    select
        *,
        row_number() over (
            partition by family_id
            order by deciding_date desc, first_load_id desc, content_sha256 desc
        ) as version_rank,
        rank() over (
            partition by family_id
            order by deciding_date desc, first_load_id desc
        ) as known_rank
    from dated

),

newest as (

    select
        family_id,
        max(case when version_rank = 1 then report_id end) as newest_report_id,
        case
            when sum(case when known_rank = 1 then 1 else 0 end) > 1
                then {{ dbt.listagg('case when known_rank = 1 then report_id end', "'|'", 'order by report_id') }}
        end as tied_report_ids
    from ranked
    group by family_id

),

superseded as (

    select
        ranked.report_id,
        min(ranked.first_report_id) as family_report_id,
        min(case when ranked.version_rank > 1 then newest.newest_report_id end) as superseded_by_report_id,
        min(case when ranked.known_rank = 1 then newest.tied_report_ids end) as tied_report_ids
    from ranked
    inner join newest on ranked.family_id = newest.family_id
    group by ranked.report_id

),

with_series as (

    select
        arrived.report_id,
        arrived.content_sha256,
        case
            when arrived.publisher_name is not null and arrived.year_and_scope is not null
                then {{ dbt.hash("arrived.publisher_name || '|' || arrived.year_and_scope") }}
            else coalesce(superseded.family_report_id, arrived.report_id)
        end as report_series_id,
        superseded.superseded_by_report_id,
        superseded.tied_report_ids,
        superseded.superseded_by_report_id is null as is_current
    from arrived
    left join superseded on arrived.report_id = superseded.report_id

),

-- Several current reports of one series: perhaps versions, perhaps organs of the same name.
numbered as (

    select
        report_series_id,
        content_sha256,
        report_id,
        row_number() over (partition by report_series_id order by report_id) as series_position
    from with_series
    where is_current

),

possible as (

    select
        report_series_id,
        -- A name without a place can be shared by hundreds; ten are enough to look at.
        {{ dbt.listagg('case when series_position <= 10 then report_id end', "'|'", 'order by report_id') }}
        || case when count(*) > 10 then '|…' else '' end as possible_report_ids
    from numbered
    group by report_series_id
    having count(distinct content_sha256) > 1

),

final as (

    select
        with_series.report_id,
        with_series.report_series_id,
        with_series.is_current,
        with_series.superseded_by_report_id,
        with_series.tied_report_ids,
        case when with_series.is_current then possible.possible_report_ids end as possible_report_ids
    from with_series
    left join possible on with_series.report_series_id = possible.report_series_id

)

select * from final
