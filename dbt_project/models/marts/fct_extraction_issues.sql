{{ config(**keyed_by_report()) }}

with staged as (

    select * from {{ ref('stg_extract__issues') }}
    where {{ is_to_write() }}

),

versioned as (

    select * from {{ ref('int_reports_versioned') }}
    where {{ is_to_write() }}

),

issue_codes as (

    select * from {{ ref('stg_form__issue_codes') }}

),

-- What comparing reports with one another finds; the extractor sees one report at a time.
version_issues as (

    select
        report_id,
        'possible_version' as issue_code,
        possible_report_ids as raw_text
    from versioned
    where possible_report_ids is not null

    union all

    select
        report_id,
        'version_order_undetermined' as issue_code,
        tied_report_ids as raw_text
    from versioned
    where tied_report_ids is not null

),

united as (

    select
        report_id,
        issue_number,
        issue_code,
        table_code,
        row_code,
        column_code,
        raw_text,
        source_locator,
        cast(null as {{ dbt.type_string() }}) as other_report_ids
    from staged

    union all

    select
        report_id,
        cast(null as integer) as issue_number,
        issue_code,
        cast(null as {{ dbt.type_string() }}) as table_code,
        cast(null as {{ dbt.type_string() }}) as row_code,
        cast(null as {{ dbt.type_string() }}) as column_code,
        raw_text,
        cast(null as {{ dbt.type_string() }}) as source_locator,
        raw_text as other_report_ids
    from version_issues

),

final as (

    select
        united.report_id,
        united.issue_number,
        united.issue_code,
        coalesce(issue_codes.severity_code, 'error') as severity_code,
        united.table_code,
        united.row_code,
        united.column_code,
        united.raw_text,
        united.source_locator,
        coalesce(issue_codes.message_zh, united.issue_code) || coalesce('：' || united.other_report_ids, '') as message,
        coalesce(issue_codes.message_en, united.issue_code) || coalesce(': ' || united.other_report_ids, '')
            as message_en
    from united
    left join issue_codes on united.issue_code = issue_codes.issue_code

)

select * from final
