-- Nobody owes us for having been paid too much.
SELECT 'account ' || account.code, 'is overdrawn by ' || sum(posting.amount_minor)
FROM ledger_posting posting JOIN ledger_account account ON account.id = posting.account_id
WHERE account.kind = 'payable' AND NOT account.advance_allowed
GROUP BY account.id HAVING sum(posting.amount_minor) > 0 ORDER BY account.id
