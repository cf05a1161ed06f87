-- Statements are numbered 1, 2, 3 without a gap.
SELECT 'statement ' || number, 'stands at place ' || place
FROM (SELECT number, row_number() OVER (ORDER BY number) AS place FROM ledger_statement) AS numbered
WHERE number <> place ORDER BY number
