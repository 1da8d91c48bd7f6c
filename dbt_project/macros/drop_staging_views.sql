{#- Staging views read files of this build; whoever opens the warehouse later must not find them. -#}
{% macro drop_staging_views() -%}
    {%- if execute and flags.WHICH == 'build' -%}
        drop schema if exists staging cascade
    {%- endif -%}
{%- endmacro %}
