-- Guard 8, since migration 0005: a credited image is one that the consent covers, not only one of the same person.
--
-- What it refuses, besides what guards/08_usage.sql says
--   usage_credited_rightly   a credited row whose giver's consents in force do not cover how the image was given
--
-- Why so. "Only what I post under the hashtag" says nothing about an archive, and an archive's clearing says nothing
-- about posts. What a consent covers is decided here, once, for the guard and for matching:
--   past_images_too   everything of the person
--   archive           what came with a cleared archive, and what the person uploaded by hand
--   hashtag_only      what was collected from posts while it ran: taken in at its granting or later; and uploads
-- Uploads are a person's own giving, which any consent in force allows (contributors/giving). A collection tells how
-- its images were given: "upload:PERSON", "x:ACCOUNT", "discord:CHANNEL", and any other name an archive's.
CREATE FUNCTION consent_covers(scope text, granted_at timestamptz, collection text, offered_at timestamptz)
    RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN scope = 'past_images_too' OR collection LIKE 'upload:%' THEN true
        WHEN collection LIKE 'x:%' OR collection LIKE 'discord:%'
            THEN scope = 'hashtag_only' AND granted_at <= offered_at
        ELSE scope = 'archive'
    END
$$;

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
    RETURN NULL;
END $$;
