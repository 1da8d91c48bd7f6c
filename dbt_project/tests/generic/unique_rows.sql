{#- No two rows of a model share the same values in some columns; nulls count as values. -#}
{% test unique_rows(model, columns) %}

select
    {{ columns | join(', ') }},
    count(*) as row_count
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1

{% endtest %}
