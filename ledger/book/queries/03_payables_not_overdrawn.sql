-- Nobody owes us for having been paid too much, and nothing is held that nobody is owed.
SELECT 'account ' || account.code, 'is overdrawn by ' || sum(taken.amount_minor)
FROM ledger_account account JOIN (
    SELECT account_id, amount_minor FROM ledger_posting
    UNION ALL
    SELECT account_id, amount_minor FROM ledger_hold hold
    WHERE NOT EXISTS (SELECT FROM ledger_holdend ended WHERE ended.hold_id = hold.payout_id)
) AS taken ON taken.account_id = account.id
WHERE account.kind = 'payable' AND NOT account.advance_allowed
GROUP BY account.id HAVING sum(taken.amount_minor) > 0 ORDER BY account.id
