-- Messages that wait for a moderator, and what was decided about them: a short table to list and
-- count, beside a message table that is read by time and room only.

CREATE TABLE held_message (
  message_id BIGINT NOT NULL COMMENT 'The message',
  room_id BIGINT NOT NULL COMMENT 'Its room',
  held_for VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Why it was held, as a code',
  held_at DATETIME(3) NOT NULL COMMENT 'When it was stored, UTC',
  decision VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'What a moderator decided: approved, rejected; null while it waits',
  decided_by VARCHAR(100) NULL COMMENT 'Who decided',
  decided_for VARCHAR(500) NULL COMMENT 'Why, in the words of the one who decided',
  decided_at DATETIME(3) NULL COMMENT 'When, UTC',
  told_at DATETIME(3) NULL COMMENT 'When the worker sent the author a note of the decision, UTC',
  PRIMARY KEY (message_id),
  KEY held_message_open (decided_at, message_id),
  KEY held_message_untold (told_at, decided_at),
  KEY held_message_room (room_id),
  CONSTRAINT held_message_message FOREIGN KEY (message_id) REFERENCES message (id) ON DELETE CASCADE,
  CONSTRAINT held_message_room FOREIGN KEY (room_id) REFERENCES room (id),
  CONSTRAINT held_message_decision_known CHECK (decision IN ('approved', 'rejected'))
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci COMMENT = 'Messages held for a moderator and what was decided about them';

INSERT INTO held_message (message_id, room_id, held_for, held_at)
SELECT id, room_id, COALESCE(reason, 'blocked'), stored_at FROM message WHERE state = 'held';
