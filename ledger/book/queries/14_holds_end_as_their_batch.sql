-- A hold is what its payout takes, pending while its batch waits, and ended as its batch was.
SELECT 'hold of payout ' || payout.key, 'is ' || hold.amount_minor || ' and ' || coalesce(ended.outcome, 'pending')
       || ', its payout is ' || payout.gross_minor || ' and its batch ' || batch.state
FROM ledger_hold hold JOIN ledger_payout payout ON payout.id = hold.payout_id
JOIN ledger_batch batch ON batch.id = payout.batch_id LEFT JOIN ledger_holdend ended ON ended.hold_id = hold.payout_id
WHERE hold.amount_minor <> payout.gross_minor OR CASE batch.state
    WHEN 'prepared' THEN ended.outcome IS NULL
    WHEN 'dismissed' THEN ended.outcome IN ('voided', 'expired')
    ELSE ended.outcome = 'posted'
END IS NOT TRUE
ORDER BY payout.key
