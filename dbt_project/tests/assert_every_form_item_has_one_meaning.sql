-- An item that stands on both editions has the same type, unit and role on both: the models join by item, not by
-- edition, and a maximum over the editions must not choose between two.
select
    form_rows.table_code,
    form_rows.row_code,
    form_columns.column_code
from {{ ref('stg_form__rows') }} as form_rows
inner join {{ ref('stg_form__columns') }} as form_columns
    on form_rows.column_set_code = form_columns.column_set_code
group by form_rows.table_code, form_rows.row_code, form_columns.column_code
having
    count(distinct form_rows.row_type_code) > 1
    or count(distinct coalesce(form_rows.outcome_group_code, '')) > 1
    or count(distinct form_columns.unit_code) > 1
    or count(distinct form_columns.column_role_code) > 1
    or count(distinct coalesce(form_columns.column_group_code, '')) > 1
