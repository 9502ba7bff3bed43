-- Audit: is the seq of every room dense? No row means yes.
--
-- A hole is a seq that no row has, between two that exist or between the last one and the next to
-- be assigned. Rows that the retention job deleted at the old end are not holes.

SELECT room.name AS room, found.after_seq, found.before_seq
FROM (
  SELECT room_id, seq AS after_seq, LEAD(seq) OVER (PARTITION BY room_id ORDER BY seq) AS before_seq
  FROM message
  WHERE seq IS NOT NULL
  UNION ALL
  SELECT message.room_id, MAX(message.seq), MAX(room.next_seq)
  FROM message
  JOIN room ON room.id = message.room_id
  WHERE message.seq IS NOT NULL
  GROUP BY message.room_id
) AS found
JOIN room ON room.id = found.room_id
WHERE found.before_seq <> found.after_seq + 1
ORDER BY room.name, found.after_seq;
