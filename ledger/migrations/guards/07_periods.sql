-- Guard 7: months close in order, and a closed month takes no entry.
--
-- What it refuses
--   period_is_a_month        a period that does not begin on the first of a month
--   entry_within_its_period  an entry whose effective day lies outside its period
--   period_closed            an entry in a closed period
--   period_opened_first      an entry in a period, or the closing of one, that is not there yet
--   periods_close_in_order   closing a month while an earlier one is open, or opening one before a closed one
--
-- Why so. A closed month has been sealed, stated and reported. What is found later goes into the open month and
-- names what it corrects. An entry being posted and a closing being written at the same moment wait for each
-- other on the period's row: a posting holds it shared, a closing holds it alone. A month that is just being opened
-- has no row that a closing could see, so opening and closing also take turns by name. A period must be there
-- before its entry, because foreign keys are checked at commit and there would be no row to wait on. How many entries
-- a closed month has is counted here, once all that were being posted have come in.
ALTER TABLE ledger_period ADD CONSTRAINT period_is_a_month CHECK (extract(day FROM month) = 1);
ALTER TABLE ledger_entry ADD CONSTRAINT entry_within_its_period
    CHECK (effective_on >= period_id AND effective_on < period_id + interval '1 month');

CREATE FUNCTION entry_in_an_open_period() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM month FROM public.ledger_period WHERE month = NEW.period_id FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'period % is not opened yet', NEW.period_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'period_opened_first', TABLE = 'ledger_entry';
    END IF;
    IF EXISTS (SELECT FROM public.ledger_closing WHERE period_id = NEW.period_id) THEN
        RAISE EXCEPTION 'period % is closed', NEW.period_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'period_closed', TABLE = 'ledger_entry';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER entry_in_an_open_period BEFORE INSERT ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION entry_in_an_open_period();
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER entry_in_an_open_period;

CREATE FUNCTION periods_close_in_order() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    earlier date;
BEGIN
    PERFORM month FROM public.ledger_period WHERE month <= NEW.period_id ORDER BY month FOR UPDATE;
    IF NOT EXISTS (SELECT FROM public.ledger_period WHERE month = NEW.period_id) THEN
        RAISE EXCEPTION 'period % is not opened yet', NEW.period_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'period_opened_first', TABLE = 'ledger_closing';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('periods open and close in order', 0));
    SELECT month INTO earlier FROM public.ledger_period period
        WHERE month < NEW.period_id
          AND NOT EXISTS (SELECT FROM public.ledger_closing closing WHERE closing.period_id = period.month)
        ORDER BY month LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'period % is still open', earlier
            USING ERRCODE = 'check_violation', CONSTRAINT = 'periods_close_in_order', TABLE = 'ledger_closing';
    END IF;
    NEW.entries := (SELECT count(*) FROM public.ledger_entry WHERE period_id = NEW.period_id);
    RETURN NEW;
END $$;
CREATE TRIGGER periods_close_in_order BEFORE INSERT ON ledger_closing
    FOR EACH ROW EXECUTE FUNCTION periods_close_in_order();
ALTER TABLE ledger_closing ENABLE ALWAYS TRIGGER periods_close_in_order;

CREATE FUNCTION periods_open_in_order() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('periods open and close in order', 0));
    IF EXISTS (SELECT FROM ledger_closing WHERE period_id > NEW.month) THEN
        RAISE EXCEPTION 'a month after % is closed already', NEW.month
            USING ERRCODE = 'check_violation', CONSTRAINT = 'periods_close_in_order', TABLE = 'ledger_period';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER periods_open_in_order BEFORE INSERT ON ledger_period
    FOR EACH ROW EXECUTE FUNCTION periods_open_in_order();
ALTER TABLE ledger_period ENABLE ALWAYS TRIGGER periods_open_in_order;
