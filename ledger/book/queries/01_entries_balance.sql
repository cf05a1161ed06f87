-- An entry's postings add up to zero in each commodity.
SELECT 'entry ' || entry_id, 'is out of balance by ' || sum(amount_minor) || ' ' || commodity
FROM ledger_posting GROUP BY entry_id, commodity HAVING sum(amount_minor) <> 0 ORDER BY entry_id
