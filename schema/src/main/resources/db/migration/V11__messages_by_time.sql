-- A message changes its state once in its life, when the broker has acknowledged it. An index that
-- begins with the state moved an entry for each message then, and read no less than one on the time:
-- nearly all messages are in the same state.

ALTER TABLE message
  ADD KEY message_stored (stored_at),
  DROP KEY message_state_stored,
  ALGORITHM = INPLACE, LOCK = NONE;
