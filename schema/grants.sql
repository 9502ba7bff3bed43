-- The least rights of the three users that never change the schema. An administrator runs it in the chat-relay
-- database after each migration: the tables must exist. Running it again changes nothing.
--
-- Each line holds what the statements of one program need and no more; a test compares the two.

-- The worker and ./chat. Only two tables lose rows: a published message leaves the outbox, a stopped worker the
-- list of members. Messages, originals, gaps and the history of migrations can't be deleted with this user.
GRANT SELECT, INSERT, UPDATE ON room TO 'chat_worker'@'%';
GRANT SELECT, INSERT, UPDATE ON message TO 'chat_worker'@'%';
GRANT SELECT, INSERT ON message_original TO 'chat_worker'@'%';
GRANT SELECT, INSERT ON rule_hit TO 'chat_worker'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox TO 'chat_worker'@'%';
GRANT SELECT, INSERT, UPDATE ON checkpoint TO 'chat_worker'@'%';
GRANT SELECT, INSERT, UPDATE ON gap TO 'chat_worker'@'%';
GRANT SELECT, INSERT, UPDATE ON dead_letter TO 'chat_worker'@'%';
GRANT SELECT, INSERT, UPDATE ON held_message TO 'chat_worker'@'%';
GRANT SELECT, UPDATE ON worker_lease TO 'chat_worker'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON worker_member TO 'chat_worker'@'%';
GRANT SELECT, INSERT, UPDATE ON word_list TO 'chat_worker'@'%';
GRANT SELECT, INSERT ON word_list_version TO 'chat_worker'@'%';
GRANT SELECT, INSERT ON word_list_rule TO 'chat_worker'@'%';
GRANT SELECT, INSERT ON word_list_activation TO 'chat_worker'@'%';
GRANT SELECT, UPDATE ON word_list_revision TO 'chat_worker'@'%';
GRANT SELECT ON flyway_schema_history TO 'chat_worker'@'%';

-- The auth-service.
GRANT SELECT ON room TO 'chat_web'@'%';
GRANT SELECT ON v_chat_history TO 'chat_web'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON guest_session TO 'chat_web'@'%';

-- Analysts. The column rule_hit.matched is left out: it repeats original text. EXPLAIN of a view needs SHOW VIEW.
GRANT SELECT ON room TO 'chat_analyst'@'%';
GRANT SELECT ON message TO 'chat_analyst'@'%';
GRANT SELECT ON outbox TO 'chat_analyst'@'%';
GRANT SELECT ON dead_letter TO 'chat_analyst'@'%';
GRANT SELECT (message_id) ON held_message TO 'chat_analyst'@'%';
GRANT SELECT (message_id, position, rule_id, list_name, list_version, action, start_unit, end_unit, part)
  ON rule_hit TO 'chat_analyst'@'%';
GRANT SELECT, SHOW VIEW ON v_chat_history TO 'chat_analyst'@'%';
GRANT SELECT, SHOW VIEW ON v_moderation_daily TO 'chat_analyst'@'%';
