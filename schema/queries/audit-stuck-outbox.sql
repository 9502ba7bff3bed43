-- Audit: which messages wait for the broker longer than they should? No row means none.
--
-- :before  UTC time: now minus the longest delay you accept

SELECT room.name AS room, outbox.seq, outbox.message_id, outbox.base_id, outbox.attempts,
       outbox.created_at, outbox.first_attempt_at
FROM outbox
JOIN room ON room.id = outbox.room_id
WHERE outbox.created_at < :before
ORDER BY room.name, outbox.seq;
