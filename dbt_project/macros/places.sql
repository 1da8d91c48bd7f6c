{#-
    Whether a publisher's printed name holds a place of county level or above (省 市 县 区 旗 自治州 盟 …), so that the
    same name means the same organ. Township names and functional zones do not count. When in doubt the answer is
    no: two reports then stay side by side and are named, which a person can mend; a report that was wrongly taken
    for the newer version of another cannot be seen.

    `place_words()` is the data: words to take out first, endings that make a sign part of a township's name,
    signs with the shortest name that may stand before them, and places that the signs would miss.
-#}
{% macro place_words() -%}
    {{ return({
        'no_place': [
            '开发区', '開發區', '高新区', '经开区', '新区', '园区', '園區', '社区', '社區', '小区', '街区', '景区', '片区', '库区',
            '度假区', '保税区', '保护区', '示范区', '管理区', '实验区', '试验区', '合作区', '功能区', '工业区', '产业区',
            '集聚区', '集中区', '自贸区', '旅游区', '名胜区', '灾区', '辖区', '校区', '院区', '营区', '军区', '农区', '牧区',
            '垦区', '林区', '超市', '都市', '和城市', '本县', '我县', '全县', '各县', '该县', '集市', '上市', '门市', '联盟', '聯盟', '同盟', '乡村', '鄉村', '乡镇', '鄉鎮'
        ],
        'township_endings': ['镇', '鎮', '乡', '鄉', '街', '村', '苏木'],
        'never_in_a_name': '镇鎮乡鄉村道路街局厅委办所站院·、，（）() ',
        'signs_after_two': ['省', '市', '区', '區', '自治州', '地区', '地區', '盟', '旗'],
        'signs_after_one': ['县', '縣'],
        'also_places': [
            '浦东新区', '滨海新区', '神农架林区', '六枝特区', '新乡市', '新乡县', '宁乡市', '萍乡市', '湘乡市', '桐乡市', '金乡县', '内乡县',
            '西乡县', '镇江市', '景德镇市', '镇海区', '路南区', '路北区', '路桥区', '道里区', '道外区', '道县', '站前区'
        ]
    }) }}
{%- endmacro %}

{% macro holds_county_place(name) -%}
    {%- set words = place_words() -%}
    {%- set signs = words.signs_after_two + words.signs_after_one -%}
    {%- set letter = '[^' ~ words.never_in_a_name ~ ']' -%}
    {%- set no_place = '(' ~ words.no_place | join('|') ~ ')' -%}
    {%- set township = '(' ~ signs | join('|') ~ ')(' ~ words.township_endings | join('|') ~ ')' -%}
    {%- set place = letter ~ '{2,}(' ~ words.signs_after_two | join('|') ~ ')|' ~ letter ~ '(' ~ words.signs_after_one | join('|') ~ ')' -%}
    {%- set cleaned = replace_pattern(replace_pattern(name, no_place, '·'), township, '·') -%}
    coalesce(
        {{ matches_pattern(name, words.also_places | join('|')) }}
        or {{ matches_pattern(cleaned, place) }},
        false
    )
{%- endmacro %}

{% macro replace_pattern(text, pattern, replacement) -%}
    {{ return(adapter.dispatch('replace_pattern')(text, pattern, replacement)) }}
{%- endmacro %}

{% macro default__replace_pattern(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}')
{%- endmacro %}

{% macro duckdb__replace_pattern(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{% macro matches_pattern(text, pattern) -%}
    {{ return(adapter.dispatch('matches_pattern')(text, pattern)) }}
{%- endmacro %}

{% macro default__matches_pattern(text, pattern) -%}
    {{ text }} rlike '{{ pattern }}'
{%- endmacro %}

{% macro duckdb__matches_pattern(text, pattern) -%}
    regexp_matches({{ text }}, '{{ pattern }}')
{%- endmacro %}
