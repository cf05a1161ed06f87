-- Guard 8, second part: a reward is written with its settlement, is in the book, and stands on usage.
--
-- What it refuses
--   settlement_comes_with_its_entry   a settlement whose entry was posted earlier, lacks legs or is of another kind
--   reward_comes_with_its_settlement  a reward, or a line of one, added to a settlement that stands already
--   reward_is_in_the_book             a reward whose amount is not what its entry credits to the contributor
--   reward_stands_on_usage            a reward of somebody none of whose images the run was credited with
--   (UNIQUE beside the model: one settlement of a run, reward_once_per_settlement, reward_line_once_per_reason)
--
-- Why so. A reward is the reason of an amount; a reason found later for money already posted, or money without any,
-- would make the statement say what the book does not. The entry comes first, whole; its rewards follow in the same
-- transaction, each as large as the entry says.
CREATE FUNCTION settlement_comes_with_its_entry() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM id FROM ledger_run WHERE id = NEW.run_id FOR NO KEY UPDATE;
    IF NOT EXISTS (
        SELECT FROM ledger_entry entry
        WHERE id = NEW.entry_id AND kind = 'settlement' AND posted_xid = pg_current_xact_id()
          AND leg_count = (SELECT count(*) FROM ledger_posting WHERE entry_id = entry.id)) THEN
        RAISE EXCEPTION 'entry % is no whole settlement posted here and now', NEW.entry_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'settlement_comes_with_its_entry',
                  TABLE = 'ledger_settlement';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_comes_with_its_entry BEFORE INSERT ON ledger_settlement
    FOR EACH ROW EXECUTE FUNCTION settlement_comes_with_its_entry();
ALTER TABLE ledger_settlement ENABLE ALWAYS TRIGGER settlement_comes_with_its_entry;

CREATE FUNCTION rewards_added_rightly() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    this_xid xid8 := pg_current_xact_id();
    wrong record;
BEGIN
    SELECT added.id INTO wrong FROM added
        LEFT JOIN ledger_settlement settlement ON settlement.id = added.settlement_id
        LEFT JOIN ledger_entry entry ON entry.id = settlement.entry_id
        WHERE entry.posted_xid IS DISTINCT FROM this_xid LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'reward % is of a settlement that stands already', wrong.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reward_comes_with_its_settlement', TABLE = 'ledger_reward';
    END IF;
    SELECT added.id, added.amount_minor, posted.amount_minor AS posted_minor INTO wrong FROM added
        JOIN ledger_settlement settlement ON settlement.id = added.settlement_id
        LEFT JOIN (
            SELECT posting.entry_id, account.contributor_id, -sum(posting.amount_minor) AS amount_minor
            FROM ledger_posting posting JOIN ledger_account account ON account.id = posting.account_id
            WHERE account.kind = 'payable' AND posting.entry_id IN (
                SELECT entry_id FROM ledger_settlement WHERE id IN (SELECT settlement_id FROM added))
            GROUP BY posting.entry_id, account.contributor_id
        ) AS posted ON posted.entry_id = settlement.entry_id AND posted.contributor_id = added.contributor_id
        WHERE added.amount_minor <> coalesce(posted.amount_minor, 0) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'reward % is % and the book says %', wrong.id, wrong.amount_minor, wrong.posted_minor
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reward_is_in_the_book', TABLE = 'ledger_reward';
    END IF;
    SELECT added.id INTO wrong FROM added
        JOIN ledger_settlement settlement ON settlement.id = added.settlement_id
        LEFT JOIN (
            SELECT DISTINCT usage.run_id, image.contributor_id
            FROM ledger_usage usage JOIN contributors_image image ON image.id = usage.image_id
            WHERE usage.drawer = 'credited' AND usage.run_id IN (
                SELECT run_id FROM ledger_settlement WHERE id IN (SELECT settlement_id FROM added))
        ) AS used ON used.run_id = settlement.run_id AND used.contributor_id = added.contributor_id
        WHERE used.run_id IS NULL LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'reward % stands on no credited image of its contributor', wrong.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reward_stands_on_usage', TABLE = 'ledger_reward';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER rewards_added_rightly AFTER INSERT ON ledger_reward
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION rewards_added_rightly();
ALTER TABLE ledger_reward ENABLE ALWAYS TRIGGER rewards_added_rightly;

CREATE FUNCTION reward_lines_added_rightly() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    this_xid xid8 := pg_current_xact_id();
    wrong record;
BEGIN
    SELECT added.id INTO wrong FROM added
        LEFT JOIN ledger_reward reward ON reward.id = added.reward_id
        LEFT JOIN ledger_settlement settlement ON settlement.id = reward.settlement_id
        LEFT JOIN ledger_entry entry ON entry.id = settlement.entry_id
        WHERE entry.posted_xid IS DISTINCT FROM this_xid LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'line % is of a reward that stands already', wrong.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reward_comes_with_its_settlement',
                  TABLE = 'ledger_rewardline';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER reward_lines_added_rightly AFTER INSERT ON ledger_rewardline
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION reward_lines_added_rightly();
ALTER TABLE ledger_rewardline ENABLE ALWAYS TRIGGER reward_lines_added_rightly;
