-- What did people see in a room, newest first, before a given place?
--
-- @room        name of the room; lobby if unset
-- @before_seq  a seq, not included; the newest page if unset; the smallest seq of this page for the next one
--
-- One page of 50 by key: the cost does not grow with the age of the page.

SELECT seq, sent_at, client_id, author_name, text, verdict
FROM v_chat_history
WHERE room = CONVERT(COALESCE(@room, 'lobby') USING ascii) COLLATE ascii_bin
  AND seq < COALESCE(CAST(@before_seq AS SIGNED), 9223372036854775807)
ORDER BY seq DESC
LIMIT 50;
