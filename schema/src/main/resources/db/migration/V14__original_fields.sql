-- Fields of a held message were in message.fields, unmasked, before a moderator approved them. They
-- belong beside the original text.

ALTER TABLE message_original
  ADD COLUMN fields MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL COMMENT 'Allow-listed fields of a held message as they came in, as a JSON object; null if none',
  ALGORITHM = INSTANT;

UPDATE message_original original
JOIN held_message held ON held.message_id = original.message_id
JOIN message ON message.id = held.message_id
SET original.fields = message.fields
WHERE held.decided_at IS NULL;

UPDATE message
JOIN held_message held ON held.message_id = message.id
SET message.fields = NULL
WHERE message.fields IS NOT NULL AND (held.decision IS NULL OR held.decision = 'rejected');
