-- Guard 6: reversals of an entry never undo more than the entry did.
--
-- What it refuses
--   reversal_within_its_original   a reversal that touches an account its original did not, runs the same way
--                                  as its original, or together with earlier reversals exceeds it
--   reversal_has_its_legs          a reversal looked at before its legs are there
--   entry_names_another            an entry that reverses or corrects itself
--
-- Why so. A reversal mends the book by naming what it undoes. A second whole reversal, or partial ones that add
-- up to more than the whole, would move money that never moved. Reversals of one entry wait for each other: the
-- original's row is locked before the sums are read. The check is deferred; made immediate before the legs came it
-- would find nothing to object to, and never look again.
ALTER TABLE ledger_entry ADD CONSTRAINT entry_names_another
    CHECK (reverses_id IS DISTINCT FROM id AND corrects_id IS DISTINCT FROM id);

CREATE FUNCTION reversal_within_its_original() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    beyond record;
BEGIN
    IF (SELECT count(*) FROM public.ledger_posting WHERE entry_id = NEW.id) <> NEW.leg_count THEN
        RAISE EXCEPTION 'reversal % is looked at before its legs are there', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reversal_has_its_legs', TABLE = 'ledger_entry';
    END IF;
    PERFORM id FROM public.ledger_entry WHERE id = NEW.reverses_id FOR NO KEY UPDATE;
    SELECT account_id INTO beyond FROM (
        SELECT posting.account_id,
               coalesce(sum(posting.amount_minor) FILTER (WHERE posting.entry_id = NEW.reverses_id), 0) AS original,
               coalesce(sum(posting.amount_minor) FILTER (WHERE posting.entry_id <> NEW.reverses_id), 0) AS reversed
        FROM public.ledger_posting posting JOIN public.ledger_entry entry ON entry.id = posting.entry_id
        WHERE entry.id = NEW.reverses_id OR entry.reverses_id = NEW.reverses_id
        GROUP BY posting.account_id
    ) AS sums
    WHERE sign(original) * (original + reversed) < 0 OR sign(original) * reversed > 0
       OR (original = 0 AND reversed <> 0) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'entry % undoes more of entry % than there is, on account %',
            NEW.id, NEW.reverses_id, beyond.account_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reversal_within_its_original', TABLE = 'ledger_entry';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER reversal_within_its_original AFTER INSERT ON ledger_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.reverses_id IS NOT NULL)
    EXECUTE FUNCTION reversal_within_its_original();
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER reversal_within_its_original;
