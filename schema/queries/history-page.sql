-- What did people see in a room, newest first, before a given place?
--
-- :room    name of the room
-- :before  a seq, not included; take the smallest seq of the last page to go on
--
-- One page of 50 by key: the cost does not grow with the age of the page.

SELECT seq, sent_at, client_id, author_name, text, verdict
FROM v_chat_history
WHERE room = :room
  AND seq < :before
ORDER BY seq DESC
LIMIT 50;
