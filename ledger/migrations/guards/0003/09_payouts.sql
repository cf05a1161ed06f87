-- Guard 9, since migration 0003: a payout keeps the account it was prepared with, and a batch may be dismissed.
--
-- What it refuses, besides what guards/09_payouts.sql says
--   payout_stays_as_prepared   another account for a payout; an account whose key is destroyed before the bank's file
--                              is written or the batch dismissed
--   payout_has_an_account      a new payout without a sealed account
--   batch_stays_as_prepared    a dismissal of an approved batch, or one taken back or explained otherwise
--
-- Why so. The account used to be read when the file was written, so that one changed after the approval was paid
-- without anybody approving it. Whoever approves agrees to the account too. Destroying a payout's key is the one
-- change that a written file leaves room for: it erases the person's details and moves no money.
CREATE OR REPLACE FUNCTION payout_stays_as_prepared() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM id FROM ledger_batch WHERE id = NEW.batch_id AND state = 'prepared' FOR SHARE;
        IF FOUND THEN
            IF NEW.sealed_key = '' OR NEW.sealed_account = '' THEN
                RAISE EXCEPTION 'payout % has no account to go to', NEW.key USING ERRCODE = 'check_violation',
                    CONSTRAINT = 'payout_has_an_account', TABLE = 'ledger_payout';
            END IF;
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'UPDATE' THEN
        IF (NEW.id, NEW.batch_id, NEW.contributor_id, NEW.key, NEW.payee_status, NEW.gross_minor,
            NEW.withholding_minor, NEW.fee_minor, NEW.net_minor, NEW.paid_on, NEW.sealed_account, NEW.account_ending)
           IS NOT DISTINCT FROM
           (OLD.id, OLD.batch_id, OLD.contributor_id, OLD.key, OLD.payee_status, OLD.gross_minor,
            OLD.withholding_minor, OLD.fee_minor, OLD.net_minor, OLD.paid_on, OLD.sealed_account, OLD.account_ending)
           AND (NEW.sealed_key = OLD.sealed_key OR NEW.sealed_key = '' AND EXISTS (
                SELECT FROM ledger_batch WHERE id = OLD.batch_id AND state IN ('exported', 'dismissed'))) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% of a payout refused: its batch stays as it was prepared', TG_OP
        USING ERRCODE = 'check_violation', CONSTRAINT = 'payout_stays_as_prepared', TABLE = 'ledger_payout';
END $$;

CREATE OR REPLACE FUNCTION batch_stays_as_prepared() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.state = 'prepared' THEN
        RETURN NEW;
    ELSIF TG_OP = 'UPDATE'
       AND (NEW.id, NEW.month, NEW.number, NEW.commodity, NEW.transfer_on, NEW.prepared_at, NEW.prepared_by_id)
           IS NOT DISTINCT FROM
           (OLD.id, OLD.month, OLD.number, OLD.commodity, OLD.transfer_on, OLD.prepared_at, OLD.prepared_by_id)
       AND (OLD.approved_by_id IS NULL OR (NEW.approved_by_id, NEW.approved_at, NEW.entry_id)
            IS NOT DISTINCT FROM (OLD.approved_by_id, OLD.approved_at, OLD.entry_id))
       AND (OLD.state <> 'dismissed' OR (NEW.dismissed_by_id, NEW.dismissed_at, NEW.dismissed_because)
            IS NOT DISTINCT FROM (OLD.dismissed_by_id, OLD.dismissed_at, OLD.dismissed_because))
       AND (OLD.state, NEW.state) IN (
            ('prepared', 'prepared'), ('prepared', 'approved'), ('prepared', 'dismissed'),
            ('approved', 'approved'), ('approved', 'exported'), ('exported', 'exported'),
            ('dismissed', 'dismissed')) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% of a batch refused: it is prepared, then approved or dismissed, and stays so', TG_OP
        USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_stays_as_prepared', TABLE = 'ledger_batch';
END $$;
