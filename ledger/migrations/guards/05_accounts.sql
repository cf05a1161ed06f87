-- Guard 5: a posting is in its account's commodity, and nobody is paid more than they are owed.
--
-- What it refuses
--   posting_in_its_accounts_commodity   a posting whose commodity is not its account's (composite foreign key)
--   payable_not_overdrawn               postings that leave a payable with a debit balance, unless the account
--                                       is marked as allowing an advance
--   account_code_names_its_payee        a payable under another code than its contributor's, or another kind of
--                                       account under such a code
--
-- Why so. A payable is what we owe one person. Below zero it would say that the person owes us, which nobody
-- agreed to. Concurrent payouts of one person could each see enough and together take too much: the accounts are
-- therefore locked first, always in the order of their ids, so that two batches wait for each other and never
-- deadlock. The function runs with the owner's rights because a row lock needs more than SELECT. A person has one
-- payable per commodity, and its code says whose: an asset opened under that code would take debits without end.
ALTER TABLE ledger_posting ADD CONSTRAINT posting_in_its_accounts_commodity
    FOREIGN KEY (account_id, commodity) REFERENCES ledger_account (id, commodity);

ALTER TABLE ledger_account ADD CONSTRAINT account_code_names_its_payee CHECK (
    CASE WHEN kind = 'payable' THEN code = 'liabilities:payable:' || contributor_id
         ELSE code NOT LIKE 'liabilities:payable:%' END);

CREATE INDEX posting_amounts_by_account ON ledger_posting (account_id) INCLUDE (amount_minor);

CREATE FUNCTION payables_not_overdrawn() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    drawn bigint[];
    short record;
BEGIN
    SELECT array_agg(DISTINCT account.id) INTO drawn FROM added JOIN public.ledger_account account
        ON account.id = added.account_id
        WHERE account.kind = 'payable' AND NOT account.advance_allowed AND added.amount_minor > 0;
    IF drawn IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM id FROM public.ledger_account WHERE id = ANY (drawn) ORDER BY id FOR NO KEY UPDATE;
    SELECT account_id, sum(amount_minor) AS balance INTO short FROM public.ledger_posting
        WHERE account_id = ANY (drawn) GROUP BY account_id HAVING sum(amount_minor) > 0 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'account % would be overdrawn by %', short.account_id, short.balance
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payable_not_overdrawn', TABLE = 'ledger_posting';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER payables_not_overdrawn AFTER INSERT ON ledger_posting
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION payables_not_overdrawn();
ALTER TABLE ledger_posting ENABLE ALWAYS TRIGGER payables_not_overdrawn;
