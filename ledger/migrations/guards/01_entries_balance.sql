-- Guard 1: an entry balances per commodity, and has the legs it says it has.
--
-- What it refuses
--   entry_leg_count_holds   an entry whose postings are not exactly its leg_count (with leg_count >= 2 by CHECK
--                           entry_has_two_legs, an entry of one leg or none cannot exist)
--   entry_balances          an entry whose postings do not add up to zero in every commodity they touch
--
-- Why so. Double entry means that nothing appears and nothing vanishes: every amount that reaches one account
-- leaves another. A check per posting would read the entry again for every leg, which is quadratic; this one
-- runs once per entry, when the transaction commits, over the index (entry_id, leg).
--
-- The check is deferred so that header and legs may come in any number of statements of one transaction.
-- Whoever makes it immediate early only brings the same question forward: the header then stands alone and is
-- refused, or all its legs are there and posting_within_leg_count (guard 2) refuses the next.
--
-- Every guard's function fixes its search path and names pg_temp last: where it stands unnamed it comes first, and
-- a temporary table called ledger_posting would be read in place of the book's.
CREATE FUNCTION entry_is_whole() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    legs bigint;
    astray record;
BEGIN
    SELECT count(*) INTO legs FROM ledger_posting WHERE entry_id = NEW.id;
    IF legs <> NEW.leg_count THEN
        RAISE EXCEPTION 'entry % has % postings and says %', NEW.id, legs, NEW.leg_count
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_leg_count_holds', TABLE = 'ledger_entry';
    END IF;
    SELECT commodity, sum(amount_minor) AS total INTO astray
        FROM ledger_posting WHERE entry_id = NEW.id
        GROUP BY commodity HAVING sum(amount_minor) <> 0 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'entry % is out of balance by % %', NEW.id, astray.total, astray.commodity
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_balances', TABLE = 'ledger_entry';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER entry_is_whole AFTER INSERT ON ledger_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION entry_is_whole();
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER entry_is_whole;
