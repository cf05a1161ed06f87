-- Guard 5, since migration 0011: what waits for a payout is as good as gone.
--
-- What it refuses, besides what guards/05_accounts.sql says
--   payable_not_overdrawn   postings or holds that leave a payable with less than its pending holds
--   hold_is_of_its_payout   a hold on another account than its payee's, of another amount than the payout's gross, or
--                           for a batch that no longer waits for approval
--   hold_ends_as_its_batch  an end that is not its batch's: posted without approval, voided or expired without
--                           dismissal, expired before the transfer day has passed (Asia/Tokyo); looked at when the
--                           transaction commits
--   batch_ends_its_holds    a batch approved or dismissed while one of its payouts has no hold, or a hold without
--                           the end that goes with it
--   ledger_hold_pkey        a second hold of a payout
--   ledger_holdend_pkey     a second end of a hold
--   book_is_append_only     any change of a hold or of its end
--
-- Why so. Between preparing and approval a batch is a promise that the book does not know of; a second batch, an
-- adjustment or a reversal could spend the same money, and the approval would be refused when people rely on it. A
-- hold reserves it: what is owed less what is held is available. Whoever takes, by posting or by hold, first locks
-- the accounts in the order of their ids and then reads. An approval ends the holds and posts in one transaction;
-- afterwards the amount stands under liabilities:transfers until the bank answers, where no payable can reach it.
CREATE FUNCTION payables_cover(accounts bigint[], told text) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    short record;
BEGIN
    PERFORM id FROM ledger_account WHERE id = ANY (accounts) ORDER BY id FOR NO KEY UPDATE;
    SELECT account_id, sum(amount_minor) AS balance INTO short FROM (
        SELECT account_id, amount_minor FROM ledger_posting WHERE account_id = ANY (accounts)
        UNION ALL
        SELECT account_id, amount_minor FROM ledger_hold hold WHERE account_id = ANY (accounts)
           AND NOT EXISTS (SELECT FROM ledger_holdend ended WHERE ended.hold_id = hold.payout_id)
    ) AS taken GROUP BY account_id HAVING sum(amount_minor) > 0 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'account % would be overdrawn by %', short.account_id, short.balance
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payable_not_overdrawn', TABLE = told;
    END IF;
END $$;
REVOKE EXECUTE ON FUNCTION payables_cover(bigint[], text) FROM PUBLIC;

CREATE OR REPLACE FUNCTION payables_not_overdrawn() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    drawn bigint[];
BEGIN
    SELECT array_agg(DISTINCT account.id) INTO drawn FROM added JOIN public.ledger_account account
        ON account.id = added.account_id
        WHERE account.kind = 'payable' AND NOT account.advance_allowed AND added.amount_minor > 0;
    IF drawn IS NOT NULL THEN
        PERFORM public.payables_cover(drawn, TG_TABLE_NAME);
    END IF;
    RETURN NULL;
END $$;

-- Batches that wait for approval hold what they will pay; holds are looked at from here on.
INSERT INTO ledger_hold (payout_id, account_id, amount_minor, placed_at)
    SELECT payout.id, account.id, payout.gross_minor, batch.prepared_at
    FROM ledger_payout payout JOIN ledger_batch batch ON batch.id = payout.batch_id AND batch.state = 'prepared'
    JOIN ledger_account account ON account.contributor_id = payout.contributor_id AND account.kind = 'payable'
        AND account.commodity = batch.commodity;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;

CREATE FUNCTION holds_placed_rightly() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    wrong record;
    held bigint[];
BEGIN
    PERFORM id FROM public.ledger_batch WHERE id IN (
        SELECT batch_id FROM added JOIN public.ledger_payout payout ON payout.id = added.payout_id
    ) ORDER BY id FOR SHARE;
    SELECT added.payout_id INTO wrong FROM added
        LEFT JOIN public.ledger_payout payout ON payout.id = added.payout_id
        LEFT JOIN public.ledger_batch batch ON batch.id = payout.batch_id
        LEFT JOIN public.ledger_account account ON account.id = added.account_id
        WHERE (batch.state = 'prepared' AND account.kind = 'payable' AND account.commodity = batch.commodity
               AND account.contributor_id = payout.contributor_id
               AND added.amount_minor = payout.gross_minor) IS NOT TRUE LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'the hold of payout % is not what it will take from its payee', wrong.payout_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'hold_is_of_its_payout', TABLE = 'ledger_hold';
    END IF;
    SELECT array_agg(DISTINCT account.id) INTO held FROM added JOIN public.ledger_account account
        ON account.id = added.account_id WHERE NOT account.advance_allowed;
    IF held IS NOT NULL THEN
        PERFORM public.payables_cover(held, TG_TABLE_NAME);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER holds_placed_rightly AFTER INSERT ON ledger_hold
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION holds_placed_rightly();
ALTER TABLE ledger_hold ENABLE ALWAYS TRIGGER holds_placed_rightly;

CREATE FUNCTION hold_ends_as_its_batch() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM ledger_payout payout JOIN ledger_batch batch ON batch.id = payout.batch_id
        WHERE payout.id = NEW.hold_id AND CASE NEW.outcome
            WHEN 'posted' THEN batch.approved_by_id IS NOT NULL
            WHEN 'voided' THEN batch.state = 'dismissed'
            ELSE batch.state = 'dismissed' AND (batch.dismissed_at AT TIME ZONE 'Asia/Tokyo')::date > batch.transfer_on
        END) THEN
        RAISE EXCEPTION 'the hold of payout % is % and its batch is not', NEW.hold_id, NEW.outcome
            USING ERRCODE = 'check_violation', CONSTRAINT = 'hold_ends_as_its_batch', TABLE = 'ledger_holdend';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER hold_ends_as_its_batch AFTER INSERT ON ledger_holdend
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hold_ends_as_its_batch();
ALTER TABLE ledger_holdend ENABLE ALWAYS TRIGGER hold_ends_as_its_batch;

CREATE FUNCTION batch_ends_its_holds() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    left_over record;
BEGIN
    SELECT payout.id, ended.outcome INTO left_over FROM ledger_payout payout
        LEFT JOIN ledger_holdend ended ON ended.hold_id = payout.id
        WHERE payout.batch_id = NEW.id AND (ended.outcome = 'posted') IS DISTINCT FROM (NEW.state = 'approved') LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'batch % is % and the hold of payout % is %',
            NEW.id, NEW.state, left_over.id, coalesce(left_over.outcome, 'pending or not there')
            USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_ends_its_holds', TABLE = 'ledger_batch';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER batch_ends_its_holds AFTER UPDATE ON ledger_batch
    FOR EACH ROW WHEN (OLD.state = 'prepared' AND NEW.state <> 'prepared') EXECUTE FUNCTION batch_ends_its_holds();
ALTER TABLE ledger_batch ENABLE ALWAYS TRIGGER batch_ends_its_holds;

DO $$
DECLARE
    kept text;
BEGIN
    FOREACH kept IN ARRAY ARRAY['ledger_hold', 'ledger_holdend'] LOOP
        EXECUTE format('CREATE TRIGGER book_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
                       'FOR EACH STATEMENT EXECUTE FUNCTION book_is_append_only()', kept);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER book_is_append_only', kept);
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM henrei_app', kept);
        EXECUTE format('CREATE TRIGGER book_reads_what_is_committed BEFORE INSERT ON %I '
                       'FOR EACH STATEMENT EXECUTE FUNCTION book_reads_what_is_committed()', kept);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER book_reads_what_is_committed', kept);
    END LOOP;
END $$;
