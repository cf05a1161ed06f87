-- An entry has exactly the legs it says it has.
SELECT 'entry ' || entry.id, 'has ' || count(posting.id) || ' legs and says ' || entry.leg_count
FROM ledger_entry entry LEFT JOIN ledger_posting posting ON posting.entry_id = entry.id
GROUP BY entry.id HAVING count(posting.id) <> entry.leg_count ORDER BY entry.id
