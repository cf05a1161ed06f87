-- What an adjustment's lines tell each contributor is what its entry posts to their payable.
SELECT 'adjustment ' || coalesce(told.adjustment_id, posted.adjustment_id) || ' for contributor '
       || coalesce(told.contributor_id, posted.contributor_id),
       'is ' || coalesce(told.amount_minor, 0) || ' and the book says ' || coalesce(posted.amount_minor, 0)
FROM (
    SELECT adjustment_id, contributor_id, sum(amount_minor) AS amount_minor FROM ledger_adjustmentline
    GROUP BY adjustment_id, contributor_id HAVING sum(amount_minor) <> 0
) AS told
FULL JOIN (
    SELECT adjustment.id AS adjustment_id, account.contributor_id, -sum(posting.amount_minor) AS amount_minor
    FROM ledger_adjustment adjustment
    JOIN ledger_posting posting ON posting.entry_id = adjustment.entry_id
    JOIN ledger_account account ON account.id = posting.account_id
    WHERE account.kind = 'payable' GROUP BY adjustment.id, account.contributor_id
) AS posted USING (adjustment_id, contributor_id)
WHERE told.amount_minor IS DISTINCT FROM posted.amount_minor
ORDER BY 1
