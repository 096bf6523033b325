-- API tokens for agents: when each was last used, and a person's tokens by person.
alter table api_token add column last_used_at timestamp with time zone;
create index api_token_user on api_token (user_id, account_id);
