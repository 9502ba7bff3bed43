-- Audit: are the messages of each author in the order in which they were sent? No row means yes.
--
-- Compares seq with the broker's time. A message whose time was clamped to its arrival tells
-- nothing and is left out, and so is one that an operator had read again after the database would
-- not take it, or that a moderator approved: it got the seq of that moment. Order between different authors is the broker's business.

SELECT room.name AS room, found.client_id, found.earlier_seq, found.earlier_id, found.seq,
       found.message_id, found.earlier_sent_at, found.sent_at
FROM (
  SELECT room_id, client_id, id AS message_id, seq, sent_at, received_at,
         LAG(id) OVER author AS earlier_id,
         LAG(seq) OVER author AS earlier_seq,
         LAG(sent_at) OVER author AS earlier_sent_at
  FROM message
  WHERE seq IS NOT NULL
  WINDOW author AS (PARTITION BY room_id, client_id ORDER BY seq)
) AS found
JOIN room ON room.id = found.room_id
WHERE found.sent_at < found.earlier_sent_at
  AND found.sent_at < found.received_at
  AND NOT EXISTS (SELECT 1 FROM dead_letter WHERE dead_letter.message_id = found.message_id
        AND dead_letter.reason = 'poison' AND dead_letter.resolution = 'retried')
  AND NOT EXISTS (SELECT 1 FROM held_message WHERE held_message.message_id = found.message_id)
ORDER BY room.name, found.seq;
