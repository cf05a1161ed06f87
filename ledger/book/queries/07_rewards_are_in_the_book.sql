-- What a settlement says each contributor is owed is what its entry credits to their payable.
SELECT 'reward of contributor ' || coalesce(reward.contributor_id, posted.contributor_id) || ' in settlement '
       || coalesce(reward.settlement_id, posted.settlement_id),
       'is ' || coalesce(reward.amount_minor, 0) || ' and the book says ' || coalesce(posted.amount_minor, 0)
FROM (SELECT settlement_id, contributor_id, amount_minor FROM ledger_reward WHERE amount_minor <> 0) AS reward
FULL JOIN (
    SELECT settlement.id AS settlement_id, account.contributor_id, -sum(posting.amount_minor) AS amount_minor
    FROM ledger_settlement settlement
    JOIN ledger_posting posting ON posting.entry_id = settlement.entry_id
    JOIN ledger_account account ON account.id = posting.account_id
    WHERE account.kind = 'payable' GROUP BY settlement.id, account.contributor_id
) AS posted USING (settlement_id, contributor_id)
WHERE reward.amount_minor IS DISTINCT FROM posted.amount_minor
