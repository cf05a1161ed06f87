-- A reward is the sum of its lines, and its units are theirs.
SELECT 'reward ' || reward.id, 'is ' || reward.amount_minor || ' and its lines make ' || coalesce(sum(line.amount_minor), 0)
FROM ledger_reward reward LEFT JOIN ledger_rewardline line ON line.reward_id = reward.id
GROUP BY reward.id HAVING coalesce(sum(line.amount_minor), 0) <> reward.amount_minor
    OR coalesce(sum(line.units), 0) <> reward.units ORDER BY reward.id
