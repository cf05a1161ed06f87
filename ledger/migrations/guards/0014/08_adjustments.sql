-- Guard 8, third part: a correction is written with its entry, names what it corrects, and is in the book.
--
-- What it refuses
--   adjustment_comes_with_its_entry       an adjustment whose entry was posted earlier, lacks legs, is of another kind or
--                                         does not correct the settlement's own entry
--   adjustment_line_of_its_settlement     (composite foreign key) a line that names another settlement than its
--                                         adjustment
--   adjustment_line_comes_with_its_entry  a line added to an adjustment that stands already
--   adjustment_is_in_the_book             lines that do not add up, contributor by contributor, to what the entry says
--   adjustment_gives_a_picture_once, adjustment_takes_a_picture_once   (UNIQUE beside the model)
--
-- Why so. What was settled stays as it was settled; a mistake is mended by an entry that names it. A correction without
-- lines would be an amount without a reason, and one with other lines would tell its contributor something else than the
-- book. Lines come in the entry's own transaction, and are added up when it commits, once for each adjustment.
CREATE UNIQUE INDEX adjustment_of_one_settlement ON ledger_adjustment (id, settlement_id);
ALTER TABLE ledger_adjustmentline ADD CONSTRAINT adjustment_line_of_its_settlement
    FOREIGN KEY (adjustment_id, settlement_id) REFERENCES ledger_adjustment (id, settlement_id);

CREATE FUNCTION adjustment_comes_with_its_entry() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM ledger_entry entry JOIN ledger_settlement settlement ON settlement.id = NEW.settlement_id
        WHERE entry.id = NEW.entry_id AND entry.kind = 'adjustment' AND entry.corrects_id = settlement.entry_id
          AND entry.posted_xid = pg_current_xact_id()
          AND entry.leg_count = (SELECT count(*) FROM ledger_posting WHERE entry_id = entry.id)) THEN
        RAISE EXCEPTION 'entry % is no whole correction of settlement % posted here and now',
            NEW.entry_id, NEW.settlement_id USING ERRCODE = 'check_violation',
            CONSTRAINT = 'adjustment_comes_with_its_entry', TABLE = 'ledger_adjustment';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER adjustment_comes_with_its_entry BEFORE INSERT ON ledger_adjustment
    FOR EACH ROW EXECUTE FUNCTION adjustment_comes_with_its_entry();
ALTER TABLE ledger_adjustment ENABLE ALWAYS TRIGGER adjustment_comes_with_its_entry;

CREATE FUNCTION adjustment_lines_come_with_their_entry() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    this_xid xid8 := pg_current_xact_id();
    late record;
BEGIN
    SELECT added.id INTO late FROM added
        LEFT JOIN ledger_adjustment adjustment ON adjustment.id = added.adjustment_id
        LEFT JOIN ledger_entry entry ON entry.id = adjustment.entry_id
        WHERE entry.posted_xid IS DISTINCT FROM this_xid LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'line % is of an adjustment that stands already', late.id USING ERRCODE = 'check_violation',
            CONSTRAINT = 'adjustment_line_comes_with_its_entry', TABLE = 'ledger_adjustmentline';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER adjustment_lines_come_with_their_entry AFTER INSERT ON ledger_adjustmentline
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION adjustment_lines_come_with_their_entry();
ALTER TABLE ledger_adjustmentline ENABLE ALWAYS TRIGGER adjustment_lines_come_with_their_entry;

CREATE FUNCTION adjustment_is_in_the_book() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    astray record;
BEGIN
    SELECT contributor_id, told.amount_minor, posted.amount_minor AS posted_minor INTO astray
    FROM (
        SELECT contributor_id, sum(amount_minor) AS amount_minor FROM ledger_adjustmentline
        WHERE adjustment_id = NEW.id GROUP BY contributor_id HAVING sum(amount_minor) <> 0
    ) AS told
    FULL JOIN (
        SELECT account.contributor_id, -sum(posting.amount_minor) AS amount_minor
        FROM ledger_posting posting JOIN ledger_account account ON account.id = posting.account_id
        WHERE posting.entry_id = NEW.entry_id AND account.kind = 'payable' GROUP BY account.contributor_id
    ) AS posted USING (contributor_id)
    WHERE told.amount_minor IS DISTINCT FROM posted.amount_minor LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'adjustment % tells contributor % of % and its entry of %',
            NEW.id, astray.contributor_id, coalesce(astray.amount_minor, 0), coalesce(astray.posted_minor, 0)
            USING ERRCODE = 'check_violation', CONSTRAINT = 'adjustment_is_in_the_book', TABLE = 'ledger_adjustment';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER adjustment_is_in_the_book AFTER INSERT ON ledger_adjustment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION adjustment_is_in_the_book();
ALTER TABLE ledger_adjustment ENABLE ALWAYS TRIGGER adjustment_is_in_the_book;

DO $$
DECLARE
    kept text;
BEGIN
    FOREACH kept IN ARRAY ARRAY['ledger_adjustment', 'ledger_adjustmentline'] LOOP
        EXECUTE format('CREATE TRIGGER book_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
                       'FOR EACH STATEMENT EXECUTE FUNCTION book_is_append_only()', kept);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER book_is_append_only', kept);
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM henrei_app', kept);
    END LOOP;
END $$;
CREATE TRIGGER book_reads_what_is_committed BEFORE INSERT OR UPDATE OR DELETE ON ledger_adjustment
    FOR EACH STATEMENT EXECUTE FUNCTION book_reads_what_is_committed();
ALTER TABLE ledger_adjustment ENABLE ALWAYS TRIGGER book_reads_what_is_committed;
