-- A tally is what its postings add up to, and covers all of them.
WITH spans AS (
    SELECT DISTINCT cluster, account_id, from_xid, last_xid FROM ledger_tally
    WHERE cluster = (SELECT system_identifier FROM pg_control_system())
), read AS (
    SELECT spans.account_id, spans.from_xid, entry.effective_on, sum(posting.amount_minor) AS amount_minor,
           min(entry.recorded_at) AS first_recorded_at, max(entry.recorded_at) AS last_recorded_at
    FROM spans JOIN ledger_posting posting ON posting.account_id = spans.account_id
        AND posting.posted_xid >= spans.from_xid AND posting.posted_xid <= spans.last_xid
    JOIN ledger_entry entry ON entry.id = posting.entry_id
    GROUP BY spans.account_id, spans.from_xid, entry.effective_on
)
SELECT 'tally ' || coalesce(tally.id::text, 'missing') || ' of account ' || account_id,
       'is ' || coalesce(tally.amount_minor, 0) || ' and the book says ' || coalesce(read.amount_minor, 0)
FROM (SELECT tally.* FROM ledger_tally tally JOIN spans USING (cluster, account_id, from_xid)) AS tally
FULL JOIN read USING (account_id, from_xid, effective_on)
WHERE (tally.amount_minor, tally.first_recorded_at, tally.last_recorded_at)
   IS DISTINCT FROM (read.amount_minor, read.first_recorded_at, read.last_recorded_at)
ORDER BY account_id, from_xid, effective_on
