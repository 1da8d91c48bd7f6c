{#-
    The parts in a model add up to the totals in another, group by group. A group that one of the two lacks, or
    whose total is null, is a failure: nothing passes because nothing was compared.
-#}
{% test sums_to(model, column_name, total_model, total_column, group_by) %}

with parts as (

    select
        {{ group_by | join(', ') }},
        cast(sum({{ column_name }}) as bigint) as part_sum
    from {{ model }}
    group by {{ group_by | join(', ') }}

),

totals as (

    select
        {{ group_by | join(', ') }},
        {{ total_column }} as total_value
    from {{ total_model }}

)

select
    {% for column in group_by -%}
    coalesce(parts.{{ column }}, totals.{{ column }}) as {{ column }},
    {% endfor -%}
    parts.part_sum,
    totals.total_value
from parts
full outer join totals
    on {% for column in group_by %}parts.{{ column }} = totals.{{ column }}{{ ' and ' if not loop.last }}{% endfor %}
where parts.part_sum is distinct from totals.total_value or totals.total_value is null

{% endtest %}
