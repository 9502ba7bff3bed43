-- The three database users. Run once by an administrator, after the first migration; replace the
-- passwords and, if the programs have fixed addresses, the hosts. Names are examples.
--
-- migrate  changes the schema; used by the deployment only
-- worker   stores and publishes; can't change the schema
-- web      serves history; never sees an original text, a rejected message or a rule hit

CREATE USER IF NOT EXISTS 'chat_migrate'@'%' IDENTIFIED BY 'CHANGE-ME-MIGRATE';
CREATE USER IF NOT EXISTS 'chat_worker'@'%' IDENTIFIED BY 'CHANGE-ME-WORKER';
CREATE USER IF NOT EXISTS 'chat_web'@'%' IDENTIFIED BY 'CHANGE-ME-WEB';

GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES, CREATE VIEW, SHOW VIEW
  ON chat_relay.* TO 'chat_migrate'@'%';

GRANT SELECT, INSERT, UPDATE, DELETE ON chat_relay.* TO 'chat_worker'@'%';

GRANT SELECT ON chat_relay.room TO 'chat_web'@'%';
GRANT SELECT ON chat_relay.v_chat_history TO 'chat_web'@'%';
GRANT SELECT ON chat_relay.v_moderation_daily TO 'chat_web'@'%';
