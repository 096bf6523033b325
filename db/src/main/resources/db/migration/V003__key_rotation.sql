-- Keys come and go: docs/adr/0009-signing-keys.md.

alter table stored_key add column signs_at timestamp with time zone;  -- from then on it signs, until a later key does
update stored_key set signs_at = created_at;
alter table stored_key alter column signs_at set not null;
alter table stored_key add column ended_at timestamp with time zone;   -- all that it signed has expired
alter table stored_key add column revoked_at timestamp with time zone; -- all that it signed is refused
alter table stored_key alter column wrapped drop not null;             -- null: erased, when it ended or was revoked
alter table stored_key drop column retired_at;
