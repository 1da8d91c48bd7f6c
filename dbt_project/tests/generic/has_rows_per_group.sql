{#- Each group has exactly so many rows: a fact that lost a part would otherwise add up to too little unseen. -#}
{% test has_rows_per_group(model, group_by, row_count) %}

select
    {{ group_by | join(', ') }},
    count(*) as found_count
from {{ model }}
group by {{ group_by | join(', ') }}
having count(*) <> {{ row_count }}

{% endtest %}
