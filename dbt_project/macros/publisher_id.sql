{#- The id of a publisher, as long as publishers are known by their printed name only; null without a name. -#}
{% macro publisher_id(publisher_name) -%}
    case when {{ publisher_name }} is not null then {{ dbt.hash(publisher_name) }} end
{%- endmacro %}
