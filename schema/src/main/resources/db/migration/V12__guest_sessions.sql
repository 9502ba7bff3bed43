-- What the signed text of a session can't say: which of its texts is the newest in use, and that it has ended. A
-- session that was never renewed has no row.

CREATE TABLE guest_session (
  client_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Client id of the guest',
  session_id VARCHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'The session, 128 random bits in base 32; empty for all sessions that the guest began before ended_at',
  generation INT NOT NULL COMMENT 'Newest text of the session that was used, counted from 0',
  renewed_at DATETIME(3) NOT NULL COMMENT 'When that text was used first, UTC; the one before it is taken for a minute more',
  ended_at DATETIME(3) NULL COMMENT 'Since when the session is over before its time, UTC; null while it is not',
  expires_at DATETIME(3) NOT NULL COMMENT 'When all texts of the session are over by themselves and the row may go, UTC',
  PRIMARY KEY (client_id, session_id),
  KEY guest_session_expiry (expires_at),
  CONSTRAINT guest_session_generation CHECK (generation >= 0)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci COMMENT = 'Guest sessions that were renewed or ended';
