-- Empty until publishers are resolved to divisions; here so that whoever builds on the marts can join to it.
select
    cast(null as {{ dbt.type_string() }}) as division_code,
    cast(null as {{ dbt.type_string() }}) as division_name,
    cast(null as {{ dbt.type_string() }}) as division_level_code,
    cast(null as {{ dbt.type_string() }}) as parent_division_code
where 1 = 0
