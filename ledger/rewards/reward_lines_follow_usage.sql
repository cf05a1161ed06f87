-- In each stage a reward's lines count the images of its contributor that the run was credited with, and how often.
-- Categories stand aside: a picture may have been sorted anew since.
SELECT 'reward ' || coalesce(told.reward_id::text, 'of contributor ' || used.contributor_id || ' in run ' || used.run_id)
       || ' stage ' || coalesce(told.stage, used.stage),
       'counts ' || coalesce(told.images, 0) || ' images and the run used ' || coalesce(used.images, 0)
FROM (
    SELECT reward.id AS reward_id, settlement.run_id, reward.contributor_id, line.stage, policy.counting,
           sum(line.images) AS images, sum(line.counted) AS counted
    FROM ledger_reward reward
    JOIN ledger_settlement settlement ON settlement.id = reward.settlement_id
    JOIN ledger_policy policy ON policy.id = settlement.policy_id
    JOIN ledger_rewardline line ON line.reward_id = reward.id
    GROUP BY reward.id, settlement.run_id, reward.contributor_id, line.stage, policy.counting
) AS told
FULL JOIN (
    SELECT usage.run_id, image.contributor_id, usage.stage,
           count(DISTINCT usage.image_id) AS images, sum(usage.exposures) AS exposures
    FROM ledger_usage usage JOIN contributors_image image ON image.id = usage.image_id
    WHERE usage.drawer = 'credited' AND usage.run_id IN (SELECT run_id FROM ledger_settlement)
    GROUP BY usage.run_id, image.contributor_id, usage.stage
) AS used ON used.run_id = told.run_id AND used.contributor_id = told.contributor_id AND used.stage = told.stage
WHERE told.images IS DISTINCT FROM used.images
   OR told.counted IS DISTINCT FROM CASE told.counting WHEN 'exposures' THEN used.exposures ELSE used.images END
ORDER BY 1
