-- Audit: was any inbound message stored twice? No row means no.
--
-- The unique keys on dedupe_key and (room_id, seq) make both impossible as long as they exist and
-- every version computes the dedupe key the same way. This query checks the data itself.

SELECT room.name AS room, message.client_id, message.inbound_id,
       COUNT(*) AS copies, MIN(message.id) AS first_id, MAX(message.id) AS last_id
FROM message
JOIN room ON room.id = message.room_id
GROUP BY room.name, message.client_id, message.inbound_id
HAVING COUNT(*) > 1
ORDER BY room.name, first_id;
