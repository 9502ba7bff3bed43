-- Which rules matched most in a period, and how many people and rooms did each affect?
--
-- @since  UTC time, included; seven days ago if unset
-- @until  UTC time, not included; now if unset
--
-- A rule that hits many people once is a candidate for a false positive; one that hits one person
-- often points to that person.

SELECT rule_hit.list_name, rule_hit.rule_id, rule_hit.action,
       COUNT(*) AS hits,
       COUNT(DISTINCT message.client_id) AS senders,
       COUNT(DISTINCT message.room_id) AS rooms
FROM rule_hit
JOIN message ON message.id = rule_hit.message_id
WHERE message.stored_at >= COALESCE(CAST(@since AS DATETIME(3)), UTC_TIMESTAMP(3) - INTERVAL 7 DAY)
  AND message.stored_at < COALESCE(CAST(@until AS DATETIME(3)), UTC_TIMESTAMP(3))
GROUP BY rule_hit.list_name, rule_hit.rule_id, rule_hit.action
ORDER BY hits DESC, rule_hit.list_name, rule_hit.rule_id
LIMIT 50;
