-- Guard 3: what is written in the book stays as it was written.
--
-- What it refuses
--   book_is_append_only   UPDATE, DELETE and TRUNCATE of periods, closings, entries, postings, seals, their
--                         leaves, rewards and their lines, policies and their weights, settlements, statements,
--                         their papers, stored bank files and their answers, accounts
--
-- Why so. An account that can be edited proves nothing. A mistake is mended by a reversal or an adjusting entry
-- that names what it corrects; both stay readable. The refusal stands twice: the application role never had the
-- right (REVOKE), and a trigger turns down whoever has it, the owner too. It is ENABLE ALWAYS: no session
-- setting, replication role included, switches it off. A superuser who drops it leaves a trace that the seals
-- (guard 11) find.
CREATE FUNCTION book_is_append_only() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% of % refused: the book is mended by new entries, never by changing old ones',
        TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'check_violation', CONSTRAINT = 'book_is_append_only', TABLE = TG_TABLE_NAME;
END $$;

DO $$
DECLARE
    kept text;
BEGIN
    FOREACH kept IN ARRAY ARRAY[
        'ledger_period', 'ledger_closing', 'ledger_entry', 'ledger_posting', 'ledger_seal', 'ledger_sealleaf',
        'ledger_policy', 'ledger_policyweight', 'ledger_settlement', 'ledger_reward', 'ledger_rewardline',
        'ledger_statement', 'ledger_statementpaper', 'ledger_payoutfile', 'ledger_answer'
    ] LOOP
        EXECUTE format('CREATE TRIGGER book_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
                       'FOR EACH STATEMENT EXECUTE FUNCTION book_is_append_only()', kept);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER book_is_append_only', kept);
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM henrei_app', kept);
    END LOOP;
END $$;

-- Accounts are opened, never renamed, moved or closed away.
CREATE TRIGGER book_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_account
    FOR EACH STATEMENT EXECUTE FUNCTION book_is_append_only();
ALTER TABLE ledger_account ENABLE ALWAYS TRIGGER book_is_append_only;
REVOKE UPDATE, DELETE, TRUNCATE ON ledger_account FROM henrei_app;
