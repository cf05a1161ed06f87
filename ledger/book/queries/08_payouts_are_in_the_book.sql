-- What a batch pays each contributor is what its entry debits to their payable.
SELECT 'payout of contributor ' || coalesce(payout.contributor_id, posted.contributor_id) || ' in batch '
       || coalesce(payout.batch_id, posted.batch_id),
       'is ' || coalesce(payout.gross_minor, 0) || ' and the book says ' || coalesce(posted.gross_minor, 0)
FROM (
    SELECT batch_id, contributor_id, gross_minor FROM ledger_payout JOIN ledger_batch batch ON batch.id = batch_id
    WHERE batch.entry_id IS NOT NULL
) AS payout
FULL JOIN (
    SELECT batch.id AS batch_id, account.contributor_id, sum(posting.amount_minor) AS gross_minor
    FROM ledger_batch batch
    JOIN ledger_posting posting ON posting.entry_id = batch.entry_id
    JOIN ledger_account account ON account.id = posting.account_id
    WHERE account.kind = 'payable' GROUP BY batch.id, account.contributor_id
) AS posted USING (batch_id, contributor_id)
WHERE payout.gross_minor IS DISTINCT FROM posted.gross_minor
