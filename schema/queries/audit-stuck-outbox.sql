-- Audit: which messages wait for the broker longer than they should? No row means none.
--
-- @stored_before  UTC time: now minus the longest delay you accept; a minute ago if unset

SELECT room.name AS room, outbox.seq, outbox.message_id, outbox.base_id, outbox.attempts,
       outbox.created_at, outbox.first_attempt_at
FROM outbox
JOIN room ON room.id = outbox.room_id
WHERE outbox.created_at < COALESCE(CAST(@stored_before AS DATETIME(3)),
                                   UTC_TIMESTAMP(3) - INTERVAL 1 MINUTE)
ORDER BY room.name, outbox.seq;
