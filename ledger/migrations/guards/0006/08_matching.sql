-- Guard 8, since migration 0006: the drawers of a run add up to its usage and to its counted parts, at every commit.
--
-- What it refuses
--   matching_adds_up_to_the_usage   totals that the run's usage does not add up to, drawer by drawer
--   usage_credited_rightly          (as before, and:) an image whose giver had left, or a blocked file
--   matching_adds_up_to_the_parts   totals that the counted parts do not add up to, or parts that may not count
--
-- Why so. A reward of the pool is a share of these totals. The checks beside the model compare a row with itself;
-- this one reads what the row speaks of, once, when the transaction ends. Whoever adds or removes usage by hand, or
-- changes a part, has the run's matching looked at again: it is written over by itself. Runs matched before this
-- migration did not keep which parts were counted; there only usage is compared.
CREATE FUNCTION matching_adds_up() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    told ledger_matching;
    used record;
    counted record;
BEGIN
    SELECT * INTO told FROM ledger_matching WHERE id = NEW.id;
    IF NOT FOUND THEN RETURN NULL; END IF;
    SELECT coalesce(sum(exposures) FILTER (WHERE drawer = 'credited'), 0) AS credited,
           coalesce(sum(exposures) FILTER (WHERE drawer = 'source'), 0) AS source,
           coalesce(sum(exposures) FILTER (WHERE drawer = 'refused'), 0) AS refused,
           coalesce(sum(exposures) FILTER (
               WHERE reason IN ('consent_withdrawn', 'image_withdrawn', 'blocked_after_claim')), 0) AS withdrawn
        INTO used FROM ledger_usage WHERE run_id = told.run_id;
    IF (told.credited, told.source, told.refused, told.withdrawn_inside)
        <> (used.credited, used.source, used.refused, used.withdrawn) THEN
        RAISE EXCEPTION 'run % was matched with %, % and %, and its usage adds up to %, % and %', told.run_id,
            told.credited, told.source, told.refused, used.credited, used.source, used.refused
            USING ERRCODE = 'check_violation', CONSTRAINT = 'matching_adds_up_to_the_usage', TABLE = 'ledger_matching';
    END IF;
    SELECT count(DISTINCT part.id) AS parts, coalesce(sum(part.exposures), 0) AS exposures INTO counted
        FROM ledger_part part
        WHERE part.id = ANY (told.counted_parts) AND part.run_id = told.run_id
          AND part.state = 'received' AND part.count_basis = 'measured';
    IF told.counted_parts IS NOT NULL
        AND (counted.parts, counted.exposures) <> (cardinality(told.counted_parts), told.exposures) THEN
        RAISE EXCEPTION 'run % was matched with %, and its counted parts add up to %',
            told.run_id, told.exposures, counted.exposures
            USING ERRCODE = 'check_violation', CONSTRAINT = 'matching_adds_up_to_the_parts', TABLE = 'ledger_matching';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER matching_adds_up AFTER INSERT OR UPDATE ON ledger_matching
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION matching_adds_up();
ALTER TABLE ledger_matching ENABLE ALWAYS TRIGGER matching_adds_up;

CREATE FUNCTION matching_names_its_parts() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.counted_parts IS NULL THEN
        RAISE EXCEPTION 'the matching of run % does not say which parts it counted', NEW.run_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'matching_adds_up_to_the_parts', TABLE = 'ledger_matching';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER matching_names_its_parts BEFORE INSERT OR UPDATE OF counted_parts ON ledger_matching
    FOR EACH ROW EXECUTE FUNCTION matching_names_its_parts();
ALTER TABLE ledger_matching ENABLE ALWAYS TRIGGER matching_names_its_parts;

CREATE OR REPLACE FUNCTION usage_added_rightly() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    wrong record;
BEGIN
    PERFORM run_is_not_settled((SELECT array_agg(DISTINCT run_id) FROM added), 'ledger_usage');
    SELECT added.id INTO wrong FROM added
        LEFT JOIN ledger_run run ON run.id = added.run_id
        LEFT JOIN contributors_image image ON image.id = added.image_id
        WHERE added.drawer = 'credited' AND (
            image.sha256 = added.sha256 AND image.contributor_id IS NOT NULL
            AND image.accepted_at <= run.frozen_at
            AND (image.withdrawn_at IS NULL OR image.withdrawn_at > run.frozen_at)
            AND NOT EXISTS (
                SELECT FROM contributors_contributor contributor
                WHERE contributor.id = image.contributor_id AND contributor.left_at <= run.frozen_at)
            AND NOT EXISTS (
                SELECT FROM contributors_block block
                JOIN contributors_fingerprint fingerprint ON fingerprint.id = block.fingerprint_id
                WHERE fingerprint.sha256 = added.sha256 AND block.blocked_at <= run.frozen_at
                  AND coalesce(block.lifted_at > run.frozen_at, true))
            AND EXISTS (
                SELECT FROM contributors_consent consent
                WHERE consent.contributor_id = image.contributor_id
                  AND consent.granted_at <= run.frozen_at
                  AND (consent.withdrawn_at IS NULL OR consent.withdrawn_at > run.frozen_at)
                  AND run.purpose = ANY (consent.purposes)
                  AND consent_covers(consent.scope, consent.granted_at, image.collection, image.offered_at)
            )) IS NOT TRUE
        LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'usage % is credited without an accepted image and a consent at the freeze moment', wrong.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'usage_credited_rightly', TABLE = 'ledger_usage';
    END IF;
    UPDATE ledger_matching SET matched_at = matched_at WHERE run_id IN (SELECT run_id FROM added);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION usage_removed_rightly() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM run_is_not_settled((SELECT array_agg(DISTINCT run_id) FROM removed), 'ledger_usage');
    UPDATE ledger_matching SET matched_at = matched_at WHERE run_id IN (SELECT run_id FROM removed);
    RETURN NULL;
END $$;

CREATE FUNCTION parts_changed_rightly() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE ledger_matching SET matched_at = matched_at WHERE run_id IN (SELECT run_id FROM changed);
    RETURN NULL;
END $$;
CREATE TRIGGER parts_changed_rightly AFTER UPDATE ON ledger_part
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION parts_changed_rightly();
ALTER TABLE ledger_part ENABLE ALWAYS TRIGGER parts_changed_rightly;
CREATE TRIGGER parts_removed_rightly AFTER DELETE ON ledger_part
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION parts_changed_rightly();
ALTER TABLE ledger_part ENABLE ALWAYS TRIGGER parts_removed_rightly;
