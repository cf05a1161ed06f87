-- Guard 7, since migration 0010: a month ends with its balances, and the next begins with them.
--
-- What it refuses, besides what guards/07_periods.sql says
--   month_balance_carries_on          a month that begins with another balance than the one before ended with
--                                     (composite foreign key)
--   month_balance_adds_up             a balance that is not opening + debited - credited (CHECK beside the model)
--   month_balance_begins_at_nothing   an opening balance that no earlier month ended with (CHECK)
--   month_balance_runs_forward        a month that follows itself or a later one (CHECK)
--   month_balance_once                a second balance of one account for one month (UNIQUE)
--   book_is_append_only               any change of them; the application may not even add one
--
-- Why so. closing(N) = opening(N + 1) is what makes months a chain: without it each month could add up by itself and
-- money would vanish between two of them. The figures are nobody's to say: the closing itself writes them, for every
-- account that the month moved or that the month before left with something, by a function of the owner, in the
-- closing's own transaction. N + 1 is the next month that closes: months in which nothing was entered are not opened,
-- and an account that nothing moves is carried through the months that are.
ALTER TABLE ledger_monthbalance ADD CONSTRAINT month_balance_carries_on
    FOREIGN KEY (account_id, previous_id, opening_minor)
    REFERENCES ledger_monthbalance (account_id, closing_id, closing_minor);

CREATE FUNCTION carry_balances(month date) RETURNS void LANGUAGE sql
    SET search_path = pg_catalog, public, pg_temp AS $$
    INSERT INTO ledger_monthbalance
        (account_id, closing_id, previous_id, opening_minor, debited_minor, credited_minor, closing_minor)
    SELECT account_id, month, before.closing_id, coalesce(before.closing_minor, 0),
           coalesce(moved.debited, 0), coalesce(moved.credited, 0),
           coalesce(before.closing_minor, 0) + coalesce(moved.debited, 0) - coalesce(moved.credited, 0)
    FROM (
        SELECT posting.account_id, sum(greatest(posting.amount_minor, 0)) AS debited,
               sum(greatest(-posting.amount_minor, 0)) AS credited
        FROM ledger_entry entry JOIN ledger_posting posting ON posting.entry_id = entry.id
        WHERE entry.period_id = month GROUP BY posting.account_id
    ) AS moved
    FULL JOIN (
        SELECT account_id, closing_id, closing_minor FROM ledger_monthbalance
        WHERE closing_minor <> 0
          AND closing_id = (SELECT max(period_id) FROM ledger_closing WHERE period_id < month)
    ) AS before USING (account_id)
$$;
REVOKE EXECUTE ON FUNCTION carry_balances(date) FROM PUBLIC;

CREATE FUNCTION closing_carries_balances() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.carry_balances(NEW.period_id);
    RETURN NULL;
END $$;
CREATE TRIGGER closing_carries_balances AFTER INSERT ON ledger_closing
    FOR EACH ROW EXECUTE FUNCTION closing_carries_balances();
ALTER TABLE ledger_closing ENABLE ALWAYS TRIGGER closing_carries_balances;

CREATE TRIGGER book_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_monthbalance
    FOR EACH STATEMENT EXECUTE FUNCTION book_is_append_only();
ALTER TABLE ledger_monthbalance ENABLE ALWAYS TRIGGER book_is_append_only;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON ledger_monthbalance FROM henrei_app;

-- Months that were closed before, in their order.
SELECT carry_balances(period_id) FROM (SELECT period_id FROM ledger_closing ORDER BY period_id) AS closed;
