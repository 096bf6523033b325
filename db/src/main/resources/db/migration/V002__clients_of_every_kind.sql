-- Clients: beside those that register themselves, those that an admin registers, and what each may do.

alter table registered_client add column auth_methods varchar(200) default 'none' not null;
alter table registered_client add column grant_types varchar(200) default 'authorization_code refresh_token' not null;
alter table registered_client add column metadata_hash varchar(64);           -- of a public dynamic registration: SHA-256, in hex
alter table registered_client add column secret_hash varchar(64);             -- SHA-256 of a 256-bit random secret
alter table registered_client add column registration_token_hash varchar(64); -- RFC 7592, likewise
alter table registered_client add column jwks varchar(20000);
alter table registered_client add column jwks_uri varchar(1000);
alter table registered_client add column account_id uuid references account (id);  -- whose admin registered it
alter table registered_client add column server_id uuid references mcp_server (id); -- a machine client: the one server
alter table registered_client add column scopes varchar(100);                 -- a machine client: the most that it gets
alter table registered_client add column sid uuid;                            -- a machine client: the sid of its tokens
alter table registered_client add constraint registered_client_metadata_hash unique (metadata_hash);
create index registered_client_account on registered_client (account_id, created_at, id);
create index registered_client_server on registered_client (server_id);
create index registered_client_unused on registered_client (registered_by, last_used_at, created_at);

-- What the admins of an account think of a client, or of every client whose metadata document is on a domain.
create table client_rule (
    id         uuid                     not null primary key,
    account_id uuid                     not null references account (id),
    kind       varchar(20)              not null, -- CLIENT or DOMAIN
    subject    varchar(300)             not null, -- a client_id, or a host name
    verdict    varchar(20)              not null, -- DENY, ALLOW or TRUST
    created_at timestamp with time zone not null,
    constraint client_rule_one_each unique (account_id, kind, subject)
);
