-- Tallies: sums of finished transactions, so that a balance of any moment is not added up from its first day on.
--
-- They guard nothing and nothing leans on them. A tally holds what one account's postings of one effective day add up
-- to, over a span of transactions none of which can still bring anything: all of them are older than the oldest that
-- is running (pg_snapshot_xmin). `balance_as_of` adds whole tallies, and reads postings only where a span lies across
-- the moment asked about, between spans, and after the last. With no tally at all it gives the same figure.
--
-- Transactions are numbered per server. A book restored into another server keeps the old numbers beside new ones
-- that run anew, so a tally names its server (`system_identifier`) and says nothing elsewhere; there tallies are
-- made anew. A span is 4,096 legs long, or one transaction; an account has a tally where 64 of them are its own, so
-- that the accounts of people, with a few postings a year, take no room here. `balance_as_of` tells the planner its
-- way, which it cannot guess: that next to nothing lies between two spans.
--
-- What is refused
--   tally_made_once, tallied_once   (UNIQUE beside the models) the same span twice
--   book_is_append_only             any change of them; the application may not even add one
CREATE FUNCTION make_tallies(least_legs bigint) RETURNS bigint LANGUAGE plpgsql
    SECURITY DEFINER SET jit = off SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    span CONSTANT bigint := 4096;
    many CONSTANT bigint := 64;
    here bigint := (SELECT system_identifier FROM pg_control_system());
    since xid8;
    until xid8;
    fresh_legs bigint;
    made bigint;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed'
       OR NOT pg_try_advisory_xact_lock(hashtextextended('tallies are made by one', 0)) THEN
        RETURN 0;
    END IF;
    SELECT coalesce(max(until_xid), '0') INTO since FROM public.ledger_tallied WHERE cluster = here;
    until := pg_snapshot_xmin(pg_current_snapshot());
    SELECT coalesce(sum(leg_count), 0) INTO fresh_legs
        FROM public.ledger_entry WHERE posted_xid >= since AND posted_xid < until;
    IF fresh_legs = 0 OR fresh_legs < least_legs THEN
        RETURN 0;
    END IF;
    INSERT INTO public.ledger_tally (cluster, account_id, from_xid, last_xid, effective_on, postings, amount_minor,
                                     first_recorded_at, last_recorded_at)
    WITH finished AS (
        SELECT posted_xid, sum(leg_count) AS legs FROM public.ledger_entry
        WHERE posted_xid >= since AND posted_xid < until GROUP BY posted_xid
    ), placed AS (
        SELECT posted_xid, div(sum(legs) OVER (ORDER BY posted_xid), span) AS place,
               CASE WHEN legs >= span THEN posted_xid END AS alone
        FROM finished
    ), spans AS (
        SELECT posted_xid, min(posted_xid) OVER same AS from_xid, max(posted_xid) OVER same AS last_xid
        FROM placed WINDOW same AS (PARTITION BY place, alone)
    ), days AS (
        SELECT posting.account_id, spans.from_xid, spans.last_xid, entry.effective_on, count(*) AS postings,
               sum(posting.amount_minor) AS amount_minor, min(entry.recorded_at) AS first_recorded_at,
               max(entry.recorded_at) AS last_recorded_at
        FROM spans JOIN public.ledger_entry entry ON entry.posted_xid = spans.posted_xid
        JOIN public.ledger_posting posting ON posting.entry_id = entry.id
        GROUP BY posting.account_id, spans.from_xid, spans.last_xid, entry.effective_on
    ), weighed AS (
        SELECT *, sum(postings) OVER (PARTITION BY account_id, from_xid) AS of_span FROM days
    )
    SELECT here, account_id, from_xid, last_xid, effective_on, postings, amount_minor, first_recorded_at,
           last_recorded_at
    FROM weighed WHERE of_span >= many;
    GET DIAGNOSTICS made = ROW_COUNT;
    INSERT INTO public.ledger_tallied (cluster, until_xid) VALUES (here, until);
    RETURN made;
END $$;

CREATE FUNCTION balance_as_of(account bigint, effective_before date, recorded_before timestamptz) RETURNS numeric
    LANGUAGE sql STABLE SET plan_cache_mode = force_custom_plan SET jit = off SET enable_seqscan = off
    SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off
    SET search_path = pg_catalog, public, pg_temp AS $$
    WITH spans AS (
        SELECT from_xid, last_xid, min(first_recorded_at) AS first_at, max(last_recorded_at) AS last_at,
               sum(amount_minor) FILTER (WHERE effective_on < coalesce(effective_before, 'infinity')) AS amount_minor
        FROM ledger_tally
        WHERE account_id = account AND cluster = (SELECT system_identifier FROM pg_control_system())
        GROUP BY from_xid, last_xid
    ), looked_into (after_xid, before_xid) AS (
        SELECT lag(last_xid, 1, '0') OVER (ORDER BY from_xid), from_xid FROM spans
        UNION ALL
        SELECT coalesce(max(last_xid), '0'), '18446744073709551615' FROM spans
    ), apart AS (
        SELECT posting.amount_minor, posting.entry_id FROM looked_into JOIN LATERAL (
            SELECT amount_minor, entry_id FROM ledger_posting
            WHERE account_id = account AND posted_xid > after_xid AND posted_xid < before_xid
        ) AS posting ON true
        UNION ALL
        SELECT posting.amount_minor, posting.entry_id FROM spans JOIN LATERAL (
            SELECT amount_minor, entry_id FROM ledger_posting
            WHERE account_id = account AND posted_xid >= from_xid AND posted_xid <= last_xid
        ) AS posting ON true
        WHERE first_at < recorded_before AND last_at >= recorded_before
    )
    SELECT coalesce((SELECT sum(amount_minor) FROM spans
                     WHERE last_at < coalesce(recorded_before, 'infinity')), 0)
         + coalesce((SELECT sum(apart.amount_minor) FROM apart JOIN ledger_entry entry ON entry.id = apart.entry_id
                     WHERE entry.effective_on < coalesce(effective_before, 'infinity')
                       AND entry.recorded_at < coalesce(recorded_before, 'infinity')), 0)
$$;

DO $$
DECLARE
    kept text;
BEGIN
    FOREACH kept IN ARRAY ARRAY['ledger_tally', 'ledger_tallied'] LOOP
        EXECUTE format('CREATE TRIGGER book_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
                       'FOR EACH STATEMENT EXECUTE FUNCTION book_is_append_only()', kept);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER book_is_append_only', kept);
        EXECUTE format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON %I FROM henrei_app', kept);
    END LOOP;
END $$;
