-- A run's drawers add up to what its usage says, and its usage to what was matched.
SELECT 'run ' || run.name, 'has usage of ' || coalesce(sum(usage.exposures), 0) || ' and was matched with ' || matching.exposures
FROM ledger_matching matching JOIN ledger_run run ON run.id = matching.run_id
LEFT JOIN ledger_usage usage ON usage.run_id = run.id
GROUP BY run.id, matching.run_id, matching.exposures, matching.credited, matching.source, matching.refused
HAVING coalesce(sum(usage.exposures), 0) <> matching.exposures
    OR coalesce(sum(usage.exposures) FILTER (WHERE usage.drawer = 'credited'), 0) <> matching.credited
    OR coalesce(sum(usage.exposures) FILTER (WHERE usage.drawer = 'source'), 0) <> matching.source
    OR coalesce(sum(usage.exposures) FILTER (WHERE usage.drawer = 'refused'), 0) <> matching.refused
ORDER BY run.name
