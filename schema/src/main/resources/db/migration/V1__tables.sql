-- Every time is UTC, truncated to milliseconds by the application (the server would round).
-- Text people write is utf8mb4_0900_ai_ci; what a program compares is a binary collation.
-- No table is partitioned: partitions refuse foreign keys and the unique keys below.

CREATE TABLE room (
  id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'Identity, used by every other table',
  name VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Name in channel names and URLs: a-z 0-9 _ -, 1 to 64 characters',
  title VARCHAR(200) NOT NULL COMMENT 'Name shown to people',
  shard SMALLINT NOT NULL COMMENT 'crc32(name) mod 16, computed by the application; the worker that holds the lease of this shard owns the room',
  next_seq BIGINT NOT NULL DEFAULT 1 COMMENT 'The seq the next message to be published gets; advanced in the storing transaction',
  fail_policy VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'closed' COMMENT 'What happens to a message that moderation can not judge: closed (reject), hold, open (publish)',
  created_at DATETIME(3) NOT NULL COMMENT 'When the room was created, UTC',
  archived_at DATETIME(3) NULL COMMENT 'Since when the room takes no messages, UTC; null while it is active',
  PRIMARY KEY (id),
  UNIQUE KEY room_name (name),
  CONSTRAINT room_shard_range CHECK (shard BETWEEN 0 AND 15),
  CONSTRAINT room_next_seq_positive CHECK (next_seq >= 1),
  CONSTRAINT room_fail_policy_known CHECK (fail_policy IN ('closed', 'hold', 'open'))
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci COMMENT = 'Rooms; one inbound and one outbound channel each';

CREATE TABLE message (
  id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'Row identity; neither dense nor in commit order, never page by it across writers',
  room_id BIGINT NOT NULL COMMENT 'The room it was sent to',
  seq BIGINT NULL COMMENT 'Place in the room, dense from 1; null for a message that is not to be published (rejected, held, dead before it got one)',
  dedupe_key BINARY(32) NOT NULL COMMENT 'SHA-256 over length-prefixed (channel, client id, message id); decides whether a message is new',
  inbound_id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'Message id on the inbound channel, cut at 255 characters',
  client_id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL COMMENT 'Client id of the author as the broker vouched for it, cut at 255 characters; null if the message had none',
  author_name VARCHAR(200) NULL COMMENT 'Display name given by our server at that time, never by the client',
  event_name VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL COMMENT 'Event name as published, allow-listed',
  text TEXT NULL COMMENT 'Text as published, masked; null unless the message is or was to be published',
  shape VARCHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Shape of the data on the wire: string, or object with a text field',
  fields JSON NULL COMMENT 'Allow-listed fields beside text, as published; null if none',
  state VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'pending (in the outbox), published (acknowledged by the broker), rejected, held (waits for a moderator), dead (see dead_letter)',
  verdict VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'What moderation decided: accepted, masked, rejected, held',
  reason VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'Why it was rejected, held or is dead, as a code; null otherwise',
  list_version VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL COMMENT 'Version of the word lists that judged it; null if none did',
  sent_at DATETIME(3) NOT NULL COMMENT 'Time stamp of the broker, UTC; clamped to received_at when implausible',
  received_at DATETIME(3) NOT NULL COMMENT 'When the worker got it, UTC',
  stored_at DATETIME(3) NOT NULL COMMENT 'When the storing transaction wrote it, UTC',
  published_at DATETIME(3) NULL COMMENT 'When the broker acknowledged the outbound copy, UTC',
  PRIMARY KEY (id),
  UNIQUE KEY message_dedupe_key (dedupe_key),
  UNIQUE KEY message_room_seq (room_id, seq),
  KEY message_state_stored (state, stored_at),
  KEY message_client_stored (client_id, stored_at),
  CONSTRAINT message_room FOREIGN KEY (room_id) REFERENCES room (id),
  CONSTRAINT message_seq_positive CHECK (seq >= 1),
  CONSTRAINT message_seq_if_published CHECK (seq IS NOT NULL OR state NOT IN ('pending', 'published')),
  CONSTRAINT message_no_seq_if_rejected CHECK (seq IS NULL OR state <> 'rejected'),
  CONSTRAINT message_shape_known CHECK (shape IN ('string', 'object')),
  CONSTRAINT message_state_known CHECK (state IN ('pending', 'published', 'rejected', 'held', 'dead')),
  CONSTRAINT message_verdict_known CHECK (verdict IN ('accepted', 'masked', 'rejected', 'held'))
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci COMMENT = 'Every message that came in, once, with its end state';

CREATE TABLE message_original (
  message_id BIGINT NOT NULL COMMENT 'The message',
  data MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'Data as it came in: the text, or JSON text of anything else; binary data as base64',
  encoding VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL COMMENT 'What the SDK could not decode, or base64 for binary data; null for plain data',
  extras MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL COMMENT 'Extras of the inbound message as JSON text; null if none',
  stored_at DATETIME(3) NOT NULL COMMENT 'When it was stored, UTC; originals are deleted earlier than messages',
  PRIMARY KEY (message_id),
  KEY message_original_stored (stored_at),
  CONSTRAINT message_original_message FOREIGN KEY (message_id) REFERENCES message (id) ON DELETE CASCADE
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci COMMENT = 'Unmasked originals, apart so that the web user can not read them';

CREATE TABLE rule_hit (
  message_id BIGINT NOT NULL COMMENT 'The message',
  position SMALLINT NOT NULL COMMENT 'Number of the hit in the message, from 0',
  rule_id VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'The rule that matched',
  list_name VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'The list the rule is from',
  list_version VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'Version of that list',
  action VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'What the rule asks for: mask, reject, hold, flag, shadow',
  start_unit INT NOT NULL COMMENT 'First UTF-16 unit of the hit in the original text, from 0',
  end_unit INT NOT NULL COMMENT 'First UTF-16 unit after the hit',
  matched VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL COMMENT 'The form that matched after folding, cut at 200 characters; original text, so not for the web user',
  PRIMARY KEY (message_id, position),
  KEY rule_hit_rule (rule_id),
  CONSTRAINT rule_hit_message FOREIGN KEY (message_id) REFERENCES message (id) ON DELETE CASCADE,
  CONSTRAINT rule_hit_action_known CHECK (action IN ('mask', 'reject', 'hold', 'flag', 'shadow'))
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci COMMENT = 'Which rules matched which message, and where';

CREATE TABLE outbox (
  message_id BIGINT NOT NULL COMMENT 'The message to publish',
  room_id BIGINT NOT NULL COMMENT 'Its room; published strictly by seq within it',
  seq BIGINT NOT NULL COMMENT 'Its seq',
  base_id VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'Base of the outbound ids <base>:<index>, written before the first attempt and never changed; null before',
  batch_index SMALLINT NULL COMMENT 'Index in the array it is published in, from 0',
  batch_size SMALLINT NULL COMMENT 'Length of that array; the broker drops repeats only of the same whole array',
  attempts INT NOT NULL DEFAULT 0 COMMENT 'Publish attempts so far',
  first_attempt_at DATETIME(3) NULL COMMENT 'When it was first sent, UTC; older than the repeat window means: look in outbound history first',
  created_at DATETIME(3) NOT NULL COMMENT 'When the storing transaction wrote it, UTC',
  PRIMARY KEY (message_id),
  UNIQUE KEY outbox_room_seq (room_id, seq),
  CONSTRAINT outbox_message FOREIGN KEY (message_id) REFERENCES message (id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci COMMENT = 'Stored messages that the broker has not acknowledged yet';

CREATE TABLE checkpoint (
  channel VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'Inbound channel',
  room_id BIGINT NOT NULL COMMENT 'Room it feeds',
  channel_serial VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'Channel serial of the newest stored message, if the broker gave one',
  message_time DATETIME(3) NULL COMMENT 'Broker time of the newest stored message, UTC; catch-up reads history from here, with an overlap',
  updated_at DATETIME(3) NOT NULL COMMENT 'When it moved last, UTC',
  PRIMARY KEY (channel),
  KEY checkpoint_room (room_id),
  CONSTRAINT checkpoint_room FOREIGN KEY (room_id) REFERENCES room (id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci COMMENT = 'How far each inbound channel is stored; moves in the storing transaction';

CREATE TABLE gap (
  id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'Identity',
  channel VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'Inbound channel that may miss messages',
  room_id BIGINT NULL COMMENT 'Its room, if known',
  from_time DATETIME(3) NULL COMMENT 'Broker time after which messages may be missing, UTC; null: since ever',
  to_time DATETIME(3) NULL COMMENT 'Broker time until which they may be missing, UTC; null: open',
  reason VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Why, as a code',
  detected_at DATETIME(3) NOT NULL COMMENT 'When it was noticed, UTC',
  note VARCHAR(1000) NULL COMMENT 'What an operator found out',
  resolved_at DATETIME(3) NULL COMMENT 'When it was filled or closed by an operator, UTC; null while open',
  PRIMARY KEY (id),
  KEY gap_open (resolved_at, detected_at),
  KEY gap_room (room_id),
  CONSTRAINT gap_room FOREIGN KEY (room_id) REFERENCES room (id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci COMMENT = 'Stretches of inbound channels that could not be read back; never deleted silently';

CREATE TABLE dead_letter (
  id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'Identity',
  message_id BIGINT NOT NULL COMMENT 'The message; one that dies again after a retry gets another row',
  code INT NOT NULL COMMENT 'Error code of the broker or the database; 0 if it has none',
  reason VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Why, as a code',
  attempts INT NOT NULL COMMENT 'Attempts made before giving up',
  created_at DATETIME(3) NOT NULL COMMENT 'When it was given up, UTC',
  resolution VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'What an operator did: retried, dropped; null while open',
  resolved_at DATETIME(3) NULL COMMENT 'When, UTC',
  PRIMARY KEY (id),
  KEY dead_letter_message (message_id),
  KEY dead_letter_open (resolved_at, created_at),
  CONSTRAINT dead_letter_message FOREIGN KEY (message_id) REFERENCES message (id) ON DELETE CASCADE,
  CONSTRAINT dead_letter_resolution_known CHECK (resolution IN ('retried', 'dropped'))
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci COMMENT = 'Messages that can not be stored or published as they are';

CREATE TABLE worker_lease (
  shard SMALLINT NOT NULL COMMENT 'Shard of rooms, 0 to 15',
  owner VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL COMMENT 'Worker that holds it; null before the first',
  epoch BIGINT NOT NULL DEFAULT 0 COMMENT 'Grows at each change of owner; every storing transaction compares it',
  until_at DATETIME(3) NOT NULL DEFAULT '1970-01-01 00:00:00.000' COMMENT 'When it lapses unless renewed, UTC by the clock of the database',
  PRIMARY KEY (shard),
  CONSTRAINT worker_lease_shard_range CHECK (shard BETWEEN 0 AND 15)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci COMMENT = 'Which worker owns which shard of rooms';

INSERT INTO worker_lease (shard)
VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13), (14), (15);

CREATE TABLE worker_member (
  worker_id VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'Name of the worker, unique per process',
  started_at DATETIME(3) NOT NULL COMMENT 'When it started, UTC by the clock of the database',
  last_seen_at DATETIME(3) NOT NULL COMMENT 'When it last said it lives, UTC by the clock of the database',
  PRIMARY KEY (worker_id),
  KEY worker_member_seen (last_seen_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci COMMENT = 'Live workers, among which the shards are spread';
