-- Where each counted digest ends. ``counted`` holds the grouped parts; :frozen_at and :purpose are the run's.
-- Of several images with one digest the one accepted first speaks; of none accepted, the first given. A consent
-- counts where it covers how the image was given (consent_covers, beside guard 8).
INSERT INTO ledger_usage (run_id, stage, component, sha256, samples, exposures, drawer, reason, image_id)
WITH candidate AS (
    SELECT DISTINCT ON (image.sha256)
        image.sha256, image.id, image.state, image.source_id,
        image.accepted_at <= %(frozen_at)s AS was_accepted,
        image.withdrawn_at <= %(frozen_at)s AS was_withdrawn,
        contributor.verified_at <= %(frozen_at)s AS was_verified,
        image.contributor_id, image.collection, image.offered_at
    FROM contributors_image image
    LEFT JOIN contributors_contributor contributor ON contributor.id = image.contributor_id
    WHERE image.sha256 IN (SELECT sha256 FROM counted)
    ORDER BY image.sha256, (image.accepted_at <= %(frozen_at)s) DESC NULLS LAST,
             (image.withdrawn_at <= %(frozen_at)s) NULLS FIRST, image.accepted_at NULLS LAST, image.id
), judged AS (
    SELECT candidate.sha256, candidate.id AS image_id,
        CASE
            WHEN candidate.was_accepted AND NOT coalesce(candidate.was_withdrawn, false) THEN CASE
                WHEN candidate.source_id IS NOT NULL THEN 'source'
                WHEN NOT coalesce(candidate.was_verified, false) THEN 'account_not_verified'
                WHEN consent.in_force THEN 'credited'
                WHEN consent.other_purpose THEN 'purpose_not_agreed'
                WHEN consent.was_withdrawn THEN 'consent_withdrawn'
                ELSE 'no_consent'
            END
            WHEN candidate.was_withdrawn THEN 'image_withdrawn'
            WHEN candidate.state = 'duplicate' THEN 'duplicate_of_another'
            ELSE 'not_accepted'
        END AS verdict
    FROM candidate
    LEFT JOIN LATERAL (
        SELECT
            bool_or(running AND %(purpose)s = ANY (purposes)) AS in_force,
            bool_or(running) AS other_purpose,
            bool_or(withdrawn_at <= %(frozen_at)s) AS was_withdrawn
        FROM (
            SELECT purposes, withdrawn_at,
                   granted_at <= %(frozen_at)s AND coalesce(withdrawn_at > %(frozen_at)s, true) AS running
            FROM contributors_consent
            WHERE contributor_id = candidate.contributor_id
              AND consent_covers(scope, granted_at, candidate.collection, candidate.offered_at)
        ) AS agreed
    ) AS consent ON true
)
SELECT %(run_id)s, counted.stage, counted.component, counted.sha256, counted.samples, counted.exposures,
       CASE WHEN judged.verdict IN ('credited', 'source') THEN judged.verdict ELSE 'refused' END,
       CASE WHEN judged.verdict IN ('credited', 'source') THEN '' ELSE coalesce(judged.verdict, 'unknown') END,
       judged.image_id
FROM counted LEFT JOIN judged USING (sha256)
