-- Where each counted digest ends. ``counted`` holds the grouped parts; :frozen_at and :purpose are the run's.
-- Nothing that happened after the freeze moment changes where a digest ends.
-- Of several images with one digest those speak first that stood accepted then, of these the one accepted first;
-- next those that had been withdrawn, so that an alarm is never hidden behind another giving of the same file.
-- A consent counts where it covers how the image was given (consent_covers, beside guard 8); who has left agrees to
-- nothing. Withdrawn is a consent for the run's purpose that had ended, or any where none ran on. A block holds for
-- the file, whether or not somebody gave it.
INSERT INTO ledger_usage (run_id, stage, component, sha256, samples, exposures, drawer, reason, image_id)
WITH candidate AS (
    SELECT DISTINCT ON (image.sha256)
        image.sha256, image.id, image.state, image.source_id,
        coalesce(image.accepted_at <= %(frozen_at)s, false) AS was_accepted,
        coalesce(image.withdrawn_at <= %(frozen_at)s, false) AS was_withdrawn,
        coalesce(contributor.verified_at <= %(frozen_at)s, false) AS was_verified,
        coalesce(contributor.left_at <= %(frozen_at)s, false) AS had_left,
        image.contributor_id, image.collection, image.offered_at
    FROM contributors_image image
    LEFT JOIN contributors_contributor contributor ON contributor.id = image.contributor_id
    WHERE image.sha256 IN (SELECT sha256 FROM counted)
    ORDER BY image.sha256,
             (image.accepted_at <= %(frozen_at)s AND coalesce(image.withdrawn_at > %(frozen_at)s, true)) DESC NULLS LAST,
             (image.withdrawn_at <= %(frozen_at)s) DESC NULLS LAST, image.accepted_at NULLS LAST, image.id
), judged AS (
    SELECT candidate.sha256, candidate.id AS image_id,
        CASE
            WHEN candidate.was_accepted AND NOT candidate.was_withdrawn THEN CASE
                WHEN candidate.source_id IS NOT NULL THEN 'source'
                WHEN candidate.had_left OR consent.was_withdrawn THEN 'consent_withdrawn'
                WHEN NOT candidate.was_verified THEN 'account_not_verified'
                WHEN consent.in_force THEN 'credited'
                WHEN consent.other_purpose THEN 'purpose_not_agreed'
                ELSE 'no_consent'
            END
            WHEN candidate.was_withdrawn THEN 'image_withdrawn'
            WHEN candidate.state = 'duplicate' THEN 'duplicate_of_another'
            ELSE 'not_accepted'
        END AS verdict
    FROM candidate
    LEFT JOIN LATERAL (
        SELECT
            bool_or(running AND covering) AS in_force,
            bool_or(running) AS other_purpose,
            NOT bool_or(running AND covering) AND bool_or(ended AND covering)
                OR NOT bool_or(running) AND bool_or(ended) AS was_withdrawn
        FROM (
            SELECT %(purpose)s = ANY (purposes) AS covering,
                   coalesce(withdrawn_at <= %(frozen_at)s, false) AS ended,
                   granted_at <= %(frozen_at)s AND coalesce(withdrawn_at > %(frozen_at)s, true) AS running
            FROM contributors_consent
            WHERE contributor_id = candidate.contributor_id
              AND consent_covers(scope, granted_at, candidate.collection, candidate.offered_at)
        ) AS agreed
    ) AS consent ON true
), blocked AS (
    SELECT DISTINCT fingerprint.sha256
    FROM contributors_block block JOIN contributors_fingerprint fingerprint ON fingerprint.id = block.fingerprint_id
    WHERE block.blocked_at <= %(frozen_at)s AND coalesce(block.lifted_at > %(frozen_at)s, true)
), ended AS (
    SELECT counted.*, judged.image_id,
           CASE WHEN blocked.sha256 IS NOT NULL THEN 'blocked_after_claim'
                ELSE coalesce(judged.verdict, 'unknown') END AS verdict
    FROM counted LEFT JOIN judged USING (sha256) LEFT JOIN blocked USING (sha256)
)
SELECT %(run_id)s, stage, component, sha256, samples, exposures,
       CASE WHEN verdict IN ('credited', 'source') THEN verdict ELSE 'refused' END,
       CASE WHEN verdict IN ('credited', 'source') THEN '' ELSE verdict END,
       image_id
FROM ended
