-- Guard 4: what is asked twice is done once, whoever asks at the same moment.
--
-- What it refuses
--   entry_posted_once            (UNIQUE beside the model) a second entry under the same scope and key
--   entry_knows_its_request      an entry whose digest of the request is not one of SHA-256
--   book_reads_what_is_committed writing the book in a transaction that reads an older state of it
--
-- Why so. A key derives from a business fact, and the digest tells whether the same fact or another one is asked for
-- again; the room then gives the first entry, or refuses. The guards that let two writers wait for each other (5 to
-- 9) read again once they have waited. Under REPEATABLE READ or SERIALIZABLE they would wait and then read the state
-- from before: two payouts could each see the whole balance, and an entry could slip into a month that was closed
-- meanwhile. So the tables in which a fact begins are written under READ COMMITTED, and legs come with their entry.
ALTER TABLE ledger_entry ADD CONSTRAINT entry_knows_its_request CHECK (octet_length(request_sha256) = 32);

CREATE FUNCTION book_reads_what_is_committed() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION '% is written under READ COMMITTED, not %',
            TG_TABLE_NAME, upper(current_setting('transaction_isolation'))
            USING ERRCODE = 'check_violation', CONSTRAINT = 'book_reads_what_is_committed', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;

DO $$
DECLARE
    begun text;
BEGIN
    FOREACH begun IN ARRAY ARRAY[
        'ledger_entry', 'ledger_period', 'ledger_closing', 'ledger_seal', 'ledger_statement', 'ledger_settlement',
        'ledger_part', 'ledger_usage', 'ledger_matching', 'ledger_batch', 'ledger_payout'
    ] LOOP
        EXECUTE format('CREATE TRIGGER book_reads_what_is_committed BEFORE INSERT OR UPDATE OR DELETE ON %I '
                       'FOR EACH STATEMENT EXECUTE FUNCTION book_reads_what_is_committed()', begun);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER book_reads_what_is_committed', begun);
    END LOOP;
END $$;
