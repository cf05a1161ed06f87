-- No run holds pictures that had been taken back or blocked before it was frozen, unless somebody decided about them.
SELECT 'run ' || run.name, 'used withdrawn images ' || matching.withdrawn_inside || ' times'
FROM ledger_matching matching JOIN ledger_run run ON run.id = matching.run_id
LEFT JOIN LATERAL (
    SELECT decision.decided FROM ledger_alarmdecision decision
    WHERE decision.run_id = run.id AND decision.images_sha256 = withdrawn_inside_sha256(run.id)
    ORDER BY decision.id DESC LIMIT 1
) AS newest ON true
WHERE matching.withdrawn_inside > 0 AND coalesce(newest.decided, 'opened_again') = 'opened_again' ORDER BY run.name
