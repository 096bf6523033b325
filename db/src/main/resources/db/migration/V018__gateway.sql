-- What a gateway needs to know of a server and of an identity provider (docs/feed.md).

alter table mcp_server add column identity_settings varchar(4000) default '{}' not null; -- JSON, nothing secret in it
alter table mcp_server add column identity_secret varchar(4000);                         -- wrapped under the master key
alter table mcp_server add column max_concurrent integer;                                -- null: the gateway's default

alter table external_idp add column introspection_uri varchar(1000);                     -- for INTROSPECTION
alter table external_idp add column preset varchar(20);                                  -- which product it is, if one is known
