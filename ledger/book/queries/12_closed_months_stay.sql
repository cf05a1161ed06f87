-- A closed month has as many entries as when it was closed.
SELECT 'month ' || to_char(closing.period_id, 'YYYY-MM'), 'had ' || closing.entries || ' entries and has ' || count(entry.id)
FROM ledger_closing closing LEFT JOIN ledger_entry entry ON entry.period_id = closing.period_id
GROUP BY closing.period_id, closing.entries HAVING count(entry.id) <> closing.entries ORDER BY closing.period_id
