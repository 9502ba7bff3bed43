-- Which rules matched most in a period, how many people and how many rooms did each touch?
--
-- :since  UTC time, included
-- :until  UTC time, not included
--
-- A rule that hits many people once is a candidate for a false positive; one that hits one person
-- often is a person.

SELECT rule_hit.list_name, rule_hit.rule_id, rule_hit.action,
       COUNT(*) AS hits,
       COUNT(DISTINCT message.client_id) AS senders,
       COUNT(DISTINCT message.room_id) AS rooms
FROM rule_hit
JOIN message ON message.id = rule_hit.message_id
WHERE message.stored_at >= :since
  AND message.stored_at < :until
GROUP BY rule_hit.list_name, rule_hit.rule_id, rule_hit.action
ORDER BY hits DESC, rule_hit.list_name, rule_hit.rule_id
LIMIT 50;
