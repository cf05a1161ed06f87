-- Guard 1, since migration 0010: an entry's legs are read once, not twice.
--
-- What it refuses
--   entry_leg_count_holds   an entry whose postings are not exactly its leg_count
--   entry_balances          an entry whose postings do not add up to zero in every commodity they touch
--
-- Why so. As guards/01_entries_balance.sql says. One reading of a million legs counts and adds them together.
CREATE OR REPLACE FUNCTION entry_is_whole() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    seen record;
BEGIN
    SELECT coalesce(sum(legs), 0) AS legs, min(commodity) FILTER (WHERE total <> 0) AS astray,
           min(total) FILTER (WHERE total <> 0) AS total
        INTO seen FROM (
            SELECT commodity, count(*) AS legs, sum(amount_minor) AS total
            FROM ledger_posting WHERE entry_id = NEW.id GROUP BY commodity
        ) AS sums;
    IF seen.legs <> NEW.leg_count THEN
        RAISE EXCEPTION 'entry % has % postings and says %', NEW.id, seen.legs, NEW.leg_count
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_leg_count_holds', TABLE = 'ledger_entry';
    END IF;
    IF seen.astray IS NOT NULL THEN
        RAISE EXCEPTION 'entry % is out of balance by % %', NEW.id, seen.total, seen.astray
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_balances', TABLE = 'ledger_entry';
    END IF;
    RETURN NULL;
END $$;
