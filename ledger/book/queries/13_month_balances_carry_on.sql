-- A closed month begins, moves and ends as its postings say, for every account that has anything.
WITH moved AS (
    SELECT posting.account_id, entry.period_id AS month, sum(greatest(posting.amount_minor, 0)) AS debited,
           sum(greatest(-posting.amount_minor, 0)) AS credited
    FROM ledger_closing closing JOIN ledger_entry entry ON entry.period_id = closing.period_id
    JOIN ledger_posting posting ON posting.entry_id = entry.id GROUP BY posting.account_id, entry.period_id
), months AS (
    SELECT period_id AS month, lead(period_id) OVER (ORDER BY period_id) AS next FROM ledger_closing
), beside AS (
    SELECT account_id, month, kept.id, kept.opening_minor, kept.debited_minor, kept.credited_minor, kept.closing_minor,
           coalesce(moved.debited, 0) AS debited, coalesce(moved.credited, 0) AS credited,
           sum(coalesce(moved.debited, 0) - coalesce(moved.credited, 0)) OVER so_far AS total,
           lead(month) OVER so_far AS following
    FROM moved FULL JOIN (SELECT *, closing_id AS month FROM ledger_monthbalance) AS kept USING (account_id, month)
    WINDOW so_far AS (PARTITION BY account_id ORDER BY month)
)
SELECT 'balance of ' || account.code || ' ' || account.commodity || ' for ' || to_char(month, 'YYYY-MM'),
       'is ' || coalesce(beside.closing_minor::text, 'missing') || ' and the book says ' || beside.total
FROM beside JOIN months USING (month) JOIN ledger_account account ON account.id = beside.account_id
WHERE beside.id IS NULL OR closing_minor <> total OR debited_minor <> debited OR credited_minor <> credited
   OR opening_minor <> total - debited + credited
   OR closing_minor <> 0 AND months.next IS NOT NULL AND months.next IS DISTINCT FROM following
ORDER BY month, account.code, account.commodity
