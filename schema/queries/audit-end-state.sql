-- Audit: is any message in a state it can't leave or can't be in? No row means no.
--
-- pending needs an outbox row; published needs its time and none; dead needs a dead letter;
-- rejected and held are never in the outbox; what moderation rejected is never published.

SELECT room.name AS room, message.id AS message_id, message.seq, message.state,
       CASE
         WHEN message.verdict = 'rejected' AND message.state IN ('pending', 'published') THEN 'rejected, but published or about to be'
         WHEN message.state = 'pending' THEN 'pending, but not in the outbox'
         WHEN message.state = 'published' AND outbox.message_id IS NOT NULL THEN 'published, but still in the outbox'
         WHEN message.state = 'published' THEN 'published without a time'
         WHEN message.state = 'dead' AND outbox.message_id IS NOT NULL THEN 'dead, but still in the outbox'
         WHEN message.state = 'dead' THEN 'dead without a dead letter'
         ELSE 'in the outbox, but not to be published'
       END AS problem
FROM message
JOIN room ON room.id = message.room_id
LEFT JOIN outbox ON outbox.message_id = message.id
WHERE (message.verdict = 'rejected' AND message.state IN ('pending', 'published'))
   OR (message.state = 'pending' AND outbox.message_id IS NULL)
   OR (message.state = 'published' AND (outbox.message_id IS NOT NULL OR message.published_at IS NULL))
   OR (message.state IN ('rejected', 'held') AND outbox.message_id IS NOT NULL)
   OR (message.state = 'dead' AND (outbox.message_id IS NOT NULL
        OR NOT EXISTS (SELECT 1 FROM dead_letter WHERE dead_letter.message_id = message.id)))
ORDER BY room.name, message.id;
