{#-
    How models with one or more rows per report are kept: rows of affected reports are taken out and written
    again, all others stay. `int_reports_affected` says which reports are affected. A plain delete+insert would
    leave the rows of reports that have gone, or that no longer have any row.

    On Spark these models are built in full: without a partition column an overwrite would replace the whole table.
-#}
{% macro keyed_by_report() -%}
    {%- do ref('int_reports_affected') -%}
    {%- if target.type != 'duckdb' -%}
        {{ return({'materialized': 'table'}) }}
    {%- endif -%}
    {{ return({'materialized': 'incremental', 'incremental_strategy': 'replace_reports', 'on_schema_change': 'fail'}) }}
{%- endmacro %}

{#- A condition on report_id that holds for the reports to write: all in a full build, else the affected ones. -#}
{% macro is_to_write(report_id='report_id') -%}
    {%- set affected = ref('int_reports_affected') -%}
    {%- if is_incremental() -%}
        {{ report_id }} in (select affected.report_id from {{ affected }} as affected where affected.is_affected)
    {%- else -%}
        {{ report_id }} is not null
    {%- endif -%}
{%- endmacro %}

{% macro get_incremental_replace_reports_sql(arg_dict) -%}
    {%- set affected = ref('int_reports_affected') -%}
    delete from {{ arg_dict['target_relation'] }}
    where report_id in (select affected.report_id from {{ affected }} as affected where affected.is_affected);
    {{ append_rows(arg_dict) }}
{%- endmacro %}

{#- All rows are written anew, yet the model may read its own rows of the build before. -#}
{% macro get_incremental_replace_all_sql(arg_dict) -%}
    delete from {{ arg_dict['target_relation'] }};
    {{ append_rows(arg_dict) }}
{%- endmacro %}

{% macro append_rows(arg_dict) -%}
    {%- set columns = arg_dict['dest_columns'] | map(attribute='quoted') | join(', ') -%}
    insert into {{ arg_dict['target_relation'] }} ({{ columns }})
    select {{ columns }} from {{ arg_dict['temp_relation'] }}
{%- endmacro %}
