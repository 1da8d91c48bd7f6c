{#- Two expressions over the columns of a model agree on every row. A null on either side is a failure, not a pass. -#}
{% test agrees(model, left_side, right_side) %}

select *
from {{ model }}
where ({{ left_side }}) is distinct from ({{ right_side }}) or ({{ left_side }}) is null

{% endtest %}
