{#-
    The rows of a staging source, read where the extractor left them. The one place that knows the engine's way
    to read Parquet files; the call of source() draws the lineage.
-#}
{% macro read_source(source_name, table_name, ending='') -%}
    {%- do source(source_name, table_name) -%}
    {%- set folder = env_var('GONGKAI_STAGING', '.') if source_name == 'extract' else env_var('GONGKAI_LOG', '.') -%}
    {{ return(adapter.dispatch('read_source')(folder ~ '/' ~ table_name ~ ending)) }}
{%- endmacro %}

{% macro duckdb__read_source(path) -%}
    read_parquet('{{ path | replace("'", "''") }}{{ '' if path.endswith('.parquet') else '/*.parquet' }}', filename = true)
{%- endmacro %}

{% macro spark__read_source(path) -%}
    (select *, input_file_name() as filename from parquet.`{{ path }}`)
{%- endmacro %}

{#- The name of a file without folders and ending: for a staging file the id of its set. -#}
{% macro file_stem(path) -%}
    {{ replace_pattern(path, '^.*/|[.]parquet$', '') }}
{%- endmacro %}
