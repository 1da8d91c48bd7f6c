select
    '{{ env_var("GONGKAI_BUILD_ID", "unnamed") }}' as build_id,
    cast('{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S") }}' as timestamp) as built_at,
    '{{ env_var("GONGKAI_FINGERPRINT", "") }}' as extractor_fingerprint,
    '{{ env_var("GONGKAI_DBT_FINGERPRINT", "") }}' as models_fingerprint
