-- Everything one client sent in a period, also what was rejected or held, with the reason.
--
-- :client_id  client id, case counts
-- :since      UTC time, included
-- :until      UTC time, not included
--
-- For questions about one person: complaints, appeals, data exports. Rejected texts are not here:
-- they are in message_original, which only the migrate and worker users may read.

SELECT message.stored_at, room.name AS room, message.seq, message.state, message.verdict,
       message.reason, message.text
FROM message
JOIN room ON room.id = message.room_id
WHERE message.client_id = :client_id
  AND message.stored_at >= :since
  AND message.stored_at < :until
ORDER BY message.stored_at, message.id;
