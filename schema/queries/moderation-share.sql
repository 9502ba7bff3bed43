-- Which share of each room's messages was masked, rejected or held, day by day?
--
-- @since  first day, included; seven days ago if unset
--
-- Reads every message since then: run it on a reader.

SELECT day, room,
       SUM(messages) AS messages,
       ROUND(100 * SUM(CASE WHEN verdict = 'masked' THEN messages ELSE 0 END) / SUM(messages), 2) AS masked_percent,
       ROUND(100 * SUM(CASE WHEN verdict = 'rejected' THEN messages ELSE 0 END) / SUM(messages), 2) AS rejected_percent,
       ROUND(100 * SUM(CASE WHEN verdict = 'held' THEN messages ELSE 0 END) / SUM(messages), 2) AS held_percent
FROM v_moderation_daily
WHERE day >= COALESCE(CAST(@since AS DATE), UTC_DATE() - INTERVAL 7 DAY)
GROUP BY day, room
ORDER BY day, room;
