-- Creates the database and its four users. An administrator runs it once on an empty server, before the first
-- migration: docs/first-deployment.md lists every step. Running it again changes nothing.
--
-- Replace the four passwords first, and each '%' by the address of the program where it is fixed.
--
-- chat_migrate  changes the schema; used by ./chat migrate only, never by a running program
-- chat_worker   stores and publishes messages; used by the worker and by ./chat
-- chat_web      reads rooms and published messages; used by the auth-service
-- chat_analyst  reads what schema/queries need, but no original text
--
-- The other grants name tables, which exist only after the first migration: see grants.sql.

CREATE DATABASE IF NOT EXISTS chat_relay CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci;

CREATE USER IF NOT EXISTS 'chat_migrate'@'%' IDENTIFIED BY 'CHANGE-ME-MIGRATE';
CREATE USER IF NOT EXISTS 'chat_worker'@'%' IDENTIFIED BY 'CHANGE-ME-WORKER';
CREATE USER IF NOT EXISTS 'chat_web'@'%' IDENTIFIED BY 'CHANGE-ME-WEB';
CREATE USER IF NOT EXISTS 'chat_analyst'@'%' IDENTIFIED BY 'CHANGE-ME-ANALYST' WITH MAX_USER_CONNECTIONS 10;

-- An unescaped underscore in a database's name would stand for any character.
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES, CREATE VIEW, SHOW VIEW
  ON `chat\_relay`.* TO 'chat_migrate'@'%';

-- Option: refuse connections without TLS. DB_SSL_MODE must then be REQUIRED or stricter; its default is.
-- ALTER USER 'chat_migrate'@'%' REQUIRE SSL;
-- ALTER USER 'chat_worker'@'%' REQUIRE SSL;
-- ALTER USER 'chat_web'@'%' REQUIRE SSL;
-- ALTER USER 'chat_analyst'@'%' REQUIRE SSL;
