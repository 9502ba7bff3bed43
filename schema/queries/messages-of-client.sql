-- Everything one client sent in a period, including rejected and held messages, with the reason.
--
-- @client_id  client id, case-sensitive; the author of the newest message if unset
-- @since      UTC time, included; seven days ago if unset
-- @until      UTC time, not included; now if unset
--
-- For questions about one person: complaints, appeals, data exports. Rejected texts are not here:
-- they are in message_original, which only chat_migrate and chat_worker may read.

SELECT message.stored_at, room.name AS room, message.seq, message.state, message.verdict,
       message.reason, message.text
FROM message
JOIN room ON room.id = message.room_id
WHERE message.client_id = CONVERT(COALESCE(@client_id, (
        SELECT client_id FROM message AS newest WHERE client_id IS NOT NULL ORDER BY id DESC LIMIT 1
      )) USING utf8mb4) COLLATE utf8mb4_bin
  AND message.stored_at >= COALESCE(CAST(@since AS DATETIME(3)), UTC_TIMESTAMP(3) - INTERVAL 7 DAY)
  AND message.stored_at < COALESCE(CAST(@until AS DATETIME(3)), UTC_TIMESTAMP(3))
ORDER BY message.stored_at, message.id;
