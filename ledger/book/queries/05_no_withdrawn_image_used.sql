-- No run holds images whose giver had withdrawn them before it was frozen.
SELECT 'run ' || run.name, 'used withdrawn images ' || matching.withdrawn_inside || ' times'
FROM ledger_matching matching JOIN ledger_run run ON run.id = matching.run_id
WHERE matching.withdrawn_inside > 0 ORDER BY run.name
