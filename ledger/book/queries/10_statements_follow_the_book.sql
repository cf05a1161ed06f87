-- A statement's closing balance is what the book owes its contributor at the end of the month.
SELECT 'statement ' || statement.number, 'closes at ' || statement.closing_minor || ' and the book says '
       || coalesce(-sum(posting.amount_minor), 0)
FROM ledger_statement statement
LEFT JOIN ledger_account account ON account.contributor_id = statement.contributor_id
    AND account.kind = 'payable' AND account.commodity = statement.commodity
LEFT JOIN (ledger_posting posting JOIN ledger_entry entry ON entry.id = posting.entry_id)
    ON posting.account_id = account.id AND entry.period_id <= statement.closing_id
GROUP BY statement.id HAVING coalesce(-sum(posting.amount_minor), 0) <> statement.closing_minor
ORDER BY statement.number
