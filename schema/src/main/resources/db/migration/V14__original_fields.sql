-- The fields of a held message belong beside its original text until a moderator approves them.

ALTER TABLE message_original
  ADD COLUMN fields MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL COMMENT 'Allow-listed fields of a held message as they came in, as a JSON object; null if none',
  ALGORITHM = INSTANT;
