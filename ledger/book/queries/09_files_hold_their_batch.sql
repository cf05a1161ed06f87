-- A bank file pays the total of its batch, once.
SELECT 'file ' || file.name, 'moves ' || file.total_minor || ' and its batch ' || coalesce(sum(payout.net_minor), 0)
FROM ledger_payoutfile file LEFT JOIN ledger_payout payout ON payout.batch_id = file.batch_id
GROUP BY file.id HAVING coalesce(sum(payout.net_minor), 0) <> file.total_minor ORDER BY file.name
