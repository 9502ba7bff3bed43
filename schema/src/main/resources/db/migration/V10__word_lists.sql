-- Word lists. A version never changes once it is written; which version judges is a pointer in
-- word_list, moved together with word_list_revision, which workers watch.

CREATE TABLE word_list (
  id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'Identity',
  name VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Name in commands and hits: a-z 0-9 _ -, 1 to 40 characters',
  active_version INT NULL COMMENT 'Number of the version that judges now; null while the list is off',
  created_at DATETIME(3) NOT NULL COMMENT 'When the first version was imported, UTC',
  PRIMARY KEY (id),
  UNIQUE KEY word_list_name (name)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci COMMENT = 'Word lists by name, with the pointer to the version in force';

CREATE TABLE word_list_version (
  list_id BIGINT NOT NULL COMMENT 'The list',
  version INT NOT NULL COMMENT 'Number of the version, from 1, without holes',
  locale VARCHAR(35) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Language tag that decides which letters stay apart; empty for none',
  folding VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Disguises it sees through, comma-separated, in order of their names in the engine',
  rooms TEXT CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'Names of the rooms it judges, comma-separated, in order; null for all rooms',
  fingerprint CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'SHA-256 over locale, rules, allow-list and folding; checked whenever it is loaded',
  imported_at DATETIME(3) NOT NULL COMMENT 'When it was imported, UTC',
  imported_by VARCHAR(100) NOT NULL COMMENT 'Who imported it',
  reason VARCHAR(500) NULL COMMENT 'Why, in the words of who imported it',
  PRIMARY KEY (list_id, version),
  CONSTRAINT word_list_version_list FOREIGN KEY (list_id) REFERENCES word_list (id),
  CONSTRAINT word_list_version_positive CHECK (version >= 1)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci COMMENT = 'Versions of word lists; rows are inserted and never changed';

CREATE TABLE word_list_rule (
  list_id BIGINT NOT NULL COMMENT 'The list',
  version INT NOT NULL COMMENT 'The version',
  position INT NOT NULL COMMENT 'Place in the list, from 0; banned words first, then allowed ones',
  rule_id VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'Names the rule in rule_hit; derived from its content',
  allowed BOOLEAN NOT NULL COMMENT 'Whether it is an entry of the allow-list',
  mode VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Where it matches: word, prefix, suffix, anywhere, phrase, regex',
  action VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'What a match asks for: shadow, flag, mask, hold, reject',
  locale VARCHAR(35) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Language tag of this rule; empty for the one of the list',
  text VARCHAR(260) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'The word, phrase or expression',
  PRIMARY KEY (list_id, version, position),
  KEY word_list_rule_rule (rule_id),
  CONSTRAINT word_list_rule_version FOREIGN KEY (list_id, version) REFERENCES word_list_version (list_id, version)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci COMMENT = 'Rules of the versions; rows are inserted and never changed';

CREATE TABLE word_list_activation (
  id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'Identity, in order of activation',
  list_id BIGINT NOT NULL COMMENT 'The list',
  version INT NULL COMMENT 'The version put in force; null: the list was switched off',
  previous INT NULL COMMENT 'The version that was in force before; null for none',
  kind VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'activate or rollback',
  activated_at DATETIME(3) NOT NULL COMMENT 'When, UTC',
  activated_by VARCHAR(100) NOT NULL COMMENT 'Who',
  reason VARCHAR(500) NULL COMMENT 'Why',
  PRIMARY KEY (id),
  KEY word_list_activation_list (list_id),
  CONSTRAINT word_list_activation_list FOREIGN KEY (list_id) REFERENCES word_list (id),
  CONSTRAINT word_list_activation_kind CHECK (kind IN ('activate', 'rollback'))
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci COMMENT = 'Which version was put in force when, by whom and why';

CREATE TABLE word_list_revision (
  id TINYINT NOT NULL COMMENT 'Always 1',
  revision BIGINT NOT NULL COMMENT 'Grows in the transaction of every activation; workers compare it',
  PRIMARY KEY (id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci COMMENT = 'One row that tells workers that the lists in force have changed';

INSERT INTO word_list_revision (id, revision) VALUES (1, 0);

-- The algorithms are named so that a server that would have to copy the tables refuses instead. Both
-- keep readers and writers going; 64 and 1,000 characters both have lengths of two bytes.
ALTER TABLE message
  MODIFY list_version VARCHAR(1000) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL COMMENT 'Versions of the word lists that judged it, name@version, comma-separated; null if none did',
  ALGORITHM = INPLACE, LOCK = NONE;

ALTER TABLE rule_hit
  ADD COLUMN part VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'text' COMMENT 'Where the hit is: text, author, event, a field of the data, or split over messages; places count in that part',
  ALGORITHM = INSTANT;
