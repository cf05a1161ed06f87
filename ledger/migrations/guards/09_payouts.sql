-- Guards 9 and 10: a batch stays as it was prepared, and what is withheld is what the law says.
--
-- What they refuse
--   batch_approved_by_another   (CHECK beside the model) approval by the one who prepared
--   payout_withholds_by_law     a payout whose withholding is not the function's result for its payee and day
--   payout_stays_as_prepared    a change of a payout's contributor, key or amounts, a deleted payout, or a new
--                               payout in a batch that is no longer merely prepared
--   batch_stays_as_prepared     a change of a batch's month, commodity or preparer, an approval taken back, a step
--                               back, or a batch that begins approved
--   batch_is_in_the_book        approval with an entry that does not debit each payee exactly what their payout says
--   file_of_an_approved_batch   a bank file of a batch that is not approved
--   file_has_its_digest         (CHECK) a bank file stored with another digest than its bytes have
--
-- Why so. Two people must agree on the very figures that reach the bank. The withholding is 10.21 percent up to
-- 1,000,000 yen and 20.42 percent above it, one floor on the combined sum (Income Tax Act art. 204 and 205 with
-- the special income tax for reconstruction, in force until 2037-12-31); 20.42 percent for non-residents without
-- a treaty form; none for companies. The function is a table of rates with their days; a later rate is a new row in
-- a new migration. Adding a payout and approving its batch wait for each other on the batch's row.
CREATE FUNCTION withholding_minor(payee_status text, gross_minor bigint, paid_on date) RETURNS bigint
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT floor(CASE payee_status
        WHEN 'resident' THEN (least(gross_minor, 1000000)::numeric * rate.lower_basis_points
                              + greatest(gross_minor - 1000000, 0)::numeric * rate.upper_basis_points) / 10000
        WHEN 'non_resident' THEN gross_minor::numeric * rate.upper_basis_points / 10000
        ELSE 0
    END)::bigint
    FROM (VALUES (DATE '2013-01-01', DATE '2038-01-01', 1021, 2042))
        AS rate (from_on, until_on, lower_basis_points, upper_basis_points)
    WHERE paid_on >= rate.from_on AND paid_on < rate.until_on
$$;

ALTER TABLE ledger_payout ADD CONSTRAINT payout_withholds_by_law
    CHECK (withholding_minor = withholding_minor(payee_status::text, gross_minor, paid_on)
           AND withholding_minor(payee_status::text, gross_minor, paid_on) IS NOT NULL);

CREATE FUNCTION payout_stays_as_prepared() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM id FROM ledger_batch WHERE id = NEW.batch_id AND state = 'prepared' FOR SHARE;
        IF FOUND THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'UPDATE' THEN
        IF (NEW.id, NEW.batch_id, NEW.contributor_id, NEW.key, NEW.payee_status, NEW.gross_minor,
            NEW.withholding_minor, NEW.fee_minor, NEW.net_minor, NEW.paid_on)
           IS NOT DISTINCT FROM
           (OLD.id, OLD.batch_id, OLD.contributor_id, OLD.key, OLD.payee_status, OLD.gross_minor,
            OLD.withholding_minor, OLD.fee_minor, OLD.net_minor, OLD.paid_on) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% of a payout refused: its batch stays as it was prepared', TG_OP
        USING ERRCODE = 'check_violation', CONSTRAINT = 'payout_stays_as_prepared', TABLE = 'ledger_payout';
END $$;
CREATE TRIGGER payout_stays_as_prepared BEFORE INSERT OR UPDATE OR DELETE ON ledger_payout
    FOR EACH ROW EXECUTE FUNCTION payout_stays_as_prepared();
ALTER TABLE ledger_payout ENABLE ALWAYS TRIGGER payout_stays_as_prepared;

CREATE FUNCTION batch_stays_as_prepared() RETURNS trigger LANGUAGE plpgsql
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
       AND array_position(ARRAY['prepared', 'approved', 'exported'], NEW.state::text)
           >= array_position(ARRAY['prepared', 'approved', 'exported'], OLD.state::text) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% of a batch refused: it is prepared, then approved, and stays so', TG_OP
        USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_stays_as_prepared', TABLE = 'ledger_batch';
END $$;
CREATE TRIGGER batch_stays_as_prepared BEFORE INSERT OR UPDATE OR DELETE ON ledger_batch
    FOR EACH ROW EXECUTE FUNCTION batch_stays_as_prepared();
ALTER TABLE ledger_batch ENABLE ALWAYS TRIGGER batch_stays_as_prepared;
CREATE FUNCTION batch_is_in_the_book() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    astray record;
BEGIN
    SELECT contributor_id, payout.gross_minor AS said, posted.gross_minor AS posted INTO astray
        FROM (SELECT contributor_id, gross_minor FROM ledger_payout WHERE batch_id = NEW.id) AS payout
        FULL JOIN (
            SELECT account.contributor_id, sum(posting.amount_minor) AS gross_minor
            FROM ledger_posting posting JOIN ledger_account account ON account.id = posting.account_id
            WHERE posting.entry_id = NEW.entry_id AND account.kind = 'payable' AND posting.commodity = NEW.commodity
            GROUP BY account.contributor_id
        ) AS posted USING (contributor_id)
        WHERE payout.gross_minor IS DISTINCT FROM posted.gross_minor LIMIT 1;
    IF FOUND OR NOT EXISTS (
        SELECT FROM ledger_entry entry WHERE id = NEW.entry_id AND kind = 'payout'
           AND leg_count = (SELECT count(*) FROM ledger_posting WHERE entry_id = entry.id)) THEN
        RAISE EXCEPTION 'batch % pays contributor % % and its entry debits %',
            NEW.id, astray.contributor_id, astray.said, astray.posted
            USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_is_in_the_book', TABLE = 'ledger_batch';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER batch_is_in_the_book AFTER UPDATE ON ledger_batch
    FOR EACH ROW WHEN (OLD.entry_id IS DISTINCT FROM NEW.entry_id) EXECUTE FUNCTION batch_is_in_the_book();
ALTER TABLE ledger_batch ENABLE ALWAYS TRIGGER batch_is_in_the_book;

ALTER TABLE ledger_payoutfile ADD CONSTRAINT file_has_its_digest CHECK (sha256 = sha256(content));

CREATE FUNCTION file_of_an_approved_batch() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM ledger_batch WHERE id = NEW.batch_id AND approved_by_id IS NOT NULL) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'batch % is not approved: it has no file', NEW.batch_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'file_of_an_approved_batch', TABLE = 'ledger_payoutfile';
END $$;
CREATE TRIGGER file_of_an_approved_batch BEFORE INSERT ON ledger_payoutfile
    FOR EACH ROW EXECUTE FUNCTION file_of_an_approved_batch();
ALTER TABLE ledger_payoutfile ENABLE ALWAYS TRIGGER file_of_an_approved_batch;
REVOKE DELETE, TRUNCATE ON ledger_payout, ledger_batch FROM henrei_app;
