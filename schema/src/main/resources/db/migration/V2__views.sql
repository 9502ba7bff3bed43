-- For analysts and for the web user: nothing here shows an original text.

CREATE VIEW v_chat_history AS
SELECT
  room.name AS room,
  message.seq AS seq,
  message.id AS message_id,
  message.inbound_id AS inbound_id,
  message.client_id AS client_id,
  message.author_name AS author_name,
  message.event_name AS event_name,
  message.text AS text,
  message.shape AS shape,
  message.fields AS fields,
  message.verdict AS verdict,
  message.sent_at AS sent_at,
  message.stored_at AS stored_at,
  message.published_at AS published_at,
  message.room_id AS room_id
FROM message
JOIN room ON room.id = message.room_id
WHERE message.state = 'published';

CREATE VIEW v_moderation_daily AS
SELECT
  CAST(message.stored_at AS DATE) AS day,
  room.name AS room,
  message.verdict AS verdict,
  message.reason AS reason,
  COUNT(*) AS messages,
  COUNT(DISTINCT message.client_id) AS senders
FROM message
JOIN room ON room.id = message.room_id
GROUP BY CAST(message.stored_at AS DATE), room.name, message.verdict, message.reason;
