{#-
    How many items a table should have: those of its edition, and where the labels fit several editions
    (`2019_or_2021`, `mixed`) those of all of them, so that what only one edition has counts as not there.
-#}
{% macro expected_count(edition_code, counts) -%}
    case {{ edition_code }} when '2019' then {{ counts }}_2019 when '2021' then {{ counts }}_2021 else {{ counts }}_any end
{%- endmacro %}

{#- Whether a printed number breaks the rule that counts are whole and not negative (FORM: non_negative_integer). -#}
{% macro breaks_count_rule(value, item) -%}
    (
        ({{ value }} < 0 and not {{ item }}.may_be_negative)
        or ({{ value }} <> floor({{ value }}) and not {{ item }}.may_be_fractional)
    )
{%- endmacro %}

{#- A cell as people read it in a list: row, column and what is printed there. -#}
{% macro cell_with_value(cell) -%}
    {{ cell }}.row_code || '.' || {{ cell }}.column_code || '='
    || coalesce(
        case
            when {{ cell }}.value = floor({{ cell }}.value)
                then cast(cast({{ cell }}.value as bigint) as {{ dbt.type_string() }})
            else cast({{ cell }}.value as {{ dbt.type_string() }})
        end,
        {{ cell }}.value_status_code
    )
{%- endmacro %}
