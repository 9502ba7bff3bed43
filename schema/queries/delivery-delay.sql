-- How long did messages take from storage to the broker's acknowledgement, per hour?
--
-- @since  UTC time, included; seven days ago if unset
-- @until  UTC time, not included; now if unset
--
-- Milliseconds; the 99th percentile is the smallest delay that 99 % of the hour's messages do not exceed.

WITH delay AS (
  SELECT DATE_FORMAT(stored_at, '%Y-%m-%d %H:00') AS hour,
         TIMESTAMPDIFF(MICROSECOND, stored_at, published_at) / 1000 AS milliseconds
  FROM message
  WHERE state = 'published'
    AND stored_at >= COALESCE(CAST(@since AS DATETIME(3)), UTC_TIMESTAMP(3) - INTERVAL 7 DAY)
    AND stored_at < COALESCE(CAST(@until AS DATETIME(3)), UTC_TIMESTAMP(3))
), ranked AS (
  SELECT hour, milliseconds, CUME_DIST() OVER (PARTITION BY hour ORDER BY milliseconds) AS share
  FROM delay
)
SELECT hour,
       COUNT(*) AS messages,
       MIN(CASE WHEN share >= 0.5 THEN milliseconds END) AS median,
       MIN(CASE WHEN share >= 0.99 THEN milliseconds END) AS percentile_99,
       MAX(milliseconds) AS maximum
FROM ranked
GROUP BY hour
ORDER BY hour;
