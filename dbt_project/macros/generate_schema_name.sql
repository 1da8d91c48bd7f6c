{#- The schema of a model is the one it names (`marts`), not the target's with a suffix. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
