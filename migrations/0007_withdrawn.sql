-- What was written down for coming days may be taken back before it begins. The row stays, and holds on no day.
ALTER TABLE post_line ADD COLUMN withdrawn_at BIGINT;
ALTER TABLE post_grant ADD COLUMN withdrawn_at BIGINT;
ALTER TABLE holding ADD COLUMN withdrawn_at BIGINT;
ALTER TABLE delegation ADD COLUMN withdrawn_at BIGINT;
