-- The foundation. Runs unchanged on H2 2.4 (regular mode) and PostgreSQL 15 or newer: no dialect, no partial index.

-- One row. The epoch tells two databases apart; the counter numbers the feed in commit order (docs/feed.md).
create table change_counter (
    id             smallint    not null primary key,
    epoch          uuid        not null,
    last_seq       bigint      not null,
    purged_through bigint      not null,
    constraint change_counter_one_row check (id = 1)
);

-- What every gateway must learn: a server that changed, a key set that changed, or a revocation that must bite at once.
create table change_entry (
    seq        bigint                   not null primary key,
    type       varchar(20)              not null, -- SERVER, KEYS, or a revocation: AUTHORIZATION, TOKEN, KEY
    subject    varchar(100)             not null, -- server id, sid, jti or kid
    reason     varchar(40)              not null,
    at         timestamp with time zone not null,
    expires_at timestamp with time zone not null
);
create index change_entry_subject on change_entry (subject, type);
create index change_entry_expires on change_entry (expires_at);

create table account (
    id                             uuid         not null primary key,
    name                           varchar(200) not null,
    license_kind                   varchar(20)  not null,
    owner_membership_id            uuid,
    default_role_id                uuid,
    default_team_id                uuid,
    custom_role_limit              integer      not null,
    direct_grants                  boolean      not null,
    team_grants                    boolean      not null,
    revocation_mode                varchar(20)  not null,
    mfa_for_password_sign_in       boolean      not null,
    non_admin_invitations          boolean      not null,
    non_admin_support_access       boolean      not null,
    workspace_creation             boolean      not null,
    manage_people_may_exceed_actor boolean      not null,
    version                        bigint       not null,
    constraint account_some_reach check (direct_grants or team_grants)
);

create table person (
    id              uuid                     not null primary key,
    email           varchar(320)             not null,
    name            varchar(200)             not null,
    password_hash   varchar(300),
    created_at      timestamp with time zone not null,
    last_sign_in_at timestamp with time zone,
    version         bigint                   not null,
    constraint person_email unique (email)
);

create table account_role (
    id                uuid          not null primary key,
    account_id        uuid          not null references account (id),
    system_key        varchar(30),
    name              varchar(100)  not null,
    icon              varchar(100),
    capabilities      varchar(1000) not null, -- names, space-delimited; an unknown one gives nothing
    integration_level varchar(20)   not null,
    version           bigint        not null,
    constraint account_role_name unique (account_id, name)
);

create table membership (
    id                  uuid                     not null primary key,
    account_id          uuid                     not null references account (id),
    user_id             uuid                     not null references person (id),
    role_id             uuid                     not null references account_role (id),
    status              varchar(20)              not null,
    sso_required        boolean                  not null,
    mfa_required        boolean                  not null,
    may_edit_retry_data boolean                  not null,
    created_at          timestamp with time zone not null,
    version             bigint                   not null,
    constraint membership_one_each unique (user_id, account_id)
);
create index membership_account on membership (account_id, status);
create index membership_role on membership (role_id);

create table external_idp (
    id              uuid          not null primary key,
    account_id      uuid          not null references account (id),
    name            varchar(200)  not null,
    issuer          varchar(1000) not null,
    audience        varchar(1000) not null,
    validation      varchar(20)   not null, -- JWKS or INTROSPECTION
    jwks_uri        varchar(1000),
    client_id       varchar(500),
    client_secret   varchar(2000),          -- wrapped under the master key
    required_scopes varchar(1000) not null,
    version         bigint        not null
);
create index external_idp_account on external_idp (account_id);

create table mcp_server (
    id              uuid                     not null primary key,
    account_id      uuid                     not null references account (id),
    name            varchar(200)             not null,
    slug            varchar(63)              not null, -- unique for good: a deleted server keeps its row
    upstream_url    varchar(1000),                     -- null: the server validates tokens itself
    resource        varchar(1000)            not null,
    enabled         boolean                  not null,
    idp_type        varchar(20)              not null, -- BUILT_IN or EXTERNAL
    external_idp_id uuid references external_idp (id),
    idp_generation  bigint                   not null,
    revocation_mode varchar(20),                       -- null: the account's
    identity_scheme varchar(20)              not null,
    feature_policy  varchar(20000)           not null, -- JSON
    api_tokens      varchar(20)              not null,
    created_at      timestamp with time zone not null,
    deleted_at      timestamp with time zone,
    version         bigint                   not null,
    constraint mcp_server_slug unique (slug),
    constraint mcp_server_resource unique (resource)
);
create index mcp_server_account on mcp_server (account_id, created_at, id);
create index mcp_server_idp on mcp_server (external_idp_id);

create table server_grant (
    membership_id uuid                     not null references membership (id),
    server_id     uuid                     not null references mcp_server (id),
    account_id    uuid                     not null references account (id),
    scopes        varchar(100)             not null,
    granted_by    uuid,
    granted_at    timestamp with time zone not null,
    primary key (membership_id, server_id)
);
create index server_grant_server on server_grant (server_id, membership_id);

create table all_servers_grant (
    membership_id uuid                     not null primary key references membership (id),
    account_id    uuid                     not null references account (id),
    scopes        varchar(100)             not null,
    granted_by    uuid,
    granted_at    timestamp with time zone not null
);
create index all_servers_grant_account on all_servers_grant (account_id);

create table introspection_credential (
    id          uuid                     not null primary key,
    account_id  uuid                     not null references account (id),
    server_id   uuid                     not null references mcp_server (id),
    client_id   varchar(100)             not null,
    secret_hash varchar(64)              not null, -- SHA-256 of a 256-bit random secret
    created_at  timestamp with time zone not null,
    constraint introspection_credential_client unique (client_id)
);
create index introspection_credential_server on introspection_credential (server_id);

create table api_token (
    id         uuid                     not null primary key,
    account_id uuid                     not null references account (id),
    user_id    uuid                     not null references person (id),
    server_id  uuid references mcp_server (id), -- null: an admin API token
    name       varchar(200)             not null,
    hash       varchar(64)              not null, -- SHA-256 of a 256-bit random token
    created_at timestamp with time zone not null,
    expires_at timestamp with time zone not null,
    revoked_at timestamp with time zone,
    constraint api_token_hash unique (hash)
);
create index api_token_account on api_token (account_id, created_at);

create table registered_client (
    id            uuid                     not null primary key,
    client_id     varchar(300)             not null,
    registered_by varchar(20)              not null, -- DYNAMIC
    name          varchar(200)             not null,
    redirect_uris varchar(20000)           not null, -- one a line
    metadata      varchar(20000)           not null, -- JSON, as it was answered
    created_at    timestamp with time zone not null,
    last_used_at  timestamp with time zone,
    version       bigint                   not null,
    constraint registered_client_client_id unique (client_id)
);

-- One row an authorization: code, refresh-token family and revocation in one place (ADR-0002).
create table oauth_authorization (
    id              uuid                     not null primary key,
    account_id      uuid                     not null references account (id),
    user_id         uuid                     not null references person (id),
    server_id       uuid                     not null references mcp_server (id),
    client_id       varchar(300)             not null,
    redirect_uri    varchar(2000)            not null,
    code_challenge  varchar(43)              not null, -- RFC 7636, S256
    scopes_asked    varchar(1000)            not null,
    scopes_granted  varchar(100)             not null,
    amr             varchar(100)             not null,
    via_sso         boolean                  not null,
    state           varchar(20)              not null, -- CODE_ISSUED or ACTIVE
    generation      bigint                   not null,
    created_at      timestamp with time zone not null,
    code_expires_at timestamp with time zone not null,
    rotated_at      timestamp with time zone not null, -- when the current generation came about
    expires_at      timestamp with time zone not null, -- absolute
    revoked_at      timestamp with time zone,
    revoked_reason  varchar(40)
);
create index oauth_authorization_user on oauth_authorization (user_id, server_id);
create index oauth_authorization_server on oauth_authorization (server_id);
create index oauth_authorization_client on oauth_authorization (client_id);
create index oauth_authorization_expires on oauth_authorization (expires_at);

-- Keys, wrapped under the master key. SIGNING keys carry their public half in clear.
create table stored_key (
    kid        varchar(64)              not null primary key,
    purpose    varchar(20)              not null, -- SIGNING or TOKEN_MAC
    algorithm  varchar(20)              not null,
    public_jwk varchar(4000),
    wrapped    varchar(8000)            not null,
    created_at timestamp with time zone not null,
    retired_at timestamp with time zone
);

create table audit_event (
    id             uuid                     not null primary key,
    account_id     uuid,
    at             timestamp with time zone not null,
    actor          varchar(400)             not null,
    action         varchar(60)              not null,
    subject        varchar(400)             not null,
    server_id      uuid,
    reason         varchar(60),
    before_state   varchar(20000),
    after_state    varchar(20000),
    correlation_id varchar(64)
);
create index audit_event_account on audit_event (account_id, at, id);

insert into change_counter (id, epoch, last_seq, purged_through) values (1, '${epoch}', 0, 0);
