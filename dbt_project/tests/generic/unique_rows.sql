{#-
    No two rows of a model share the same values in some columns; nulls count as values. With
    `of_written_reports` only the reports that this build wrote are looked at: the others were, when they were.
-#}
{% test unique_rows(model, columns, of_written_reports=false) %}

select
    {{ columns | join(', ') }},
    count(*) as row_count
from {{ model }}
{% if of_written_reports -%}
where report_id in (
    select affected.report_id from {{ ref('int_reports_affected') }} as affected
    where affected.is_affected
)
{% endif -%}
group by {{ columns | join(', ') }}
having count(*) > 1

{% endtest %}
