-- Teams, and bundles of servers that teams reach. A deleted bundle keeps its row, so that its slug is never given out again.

create table team (
    id         uuid                     not null primary key,
    account_id uuid                     not null references account (id),
    name       varchar(200)             not null,
    enabled    boolean                  not null,
    created_at timestamp with time zone not null,
    version    bigint                   not null,
    constraint team_name unique (account_id, name)
);
create index team_account on team (account_id, id);

create table team_member (
    team_id       uuid                     not null references team (id),
    membership_id uuid                     not null references membership (id),
    source        varchar(20)              not null, -- MANUAL or SCIM
    added_at      timestamp with time zone not null,
    primary key (team_id, membership_id)
);
create index team_member_membership on team_member (membership_id, team_id);

create table bundle (
    id         uuid                     not null primary key,
    account_id uuid                     not null references account (id),
    name       varchar(200)             not null,
    slug       varchar(63)              not null, -- unique for good: a deleted bundle keeps its row
    enabled    boolean                  not null,
    created_at timestamp with time zone not null,
    deleted_at timestamp with time zone,
    version    bigint                   not null,
    constraint bundle_slug unique (slug)
);
create index bundle_account on bundle (account_id, id);

create table bundle_team (
    bundle_id uuid not null references bundle (id),
    team_id   uuid not null references team (id),
    primary key (bundle_id, team_id)
);
create index bundle_team_team on bundle_team (team_id, bundle_id);

-- An assignment: a server as a bundle carries it, with a resource identifier of its own.
create table bundle_server (
    bundle_id       uuid                     not null references bundle (id),
    server_id       uuid                     not null references mcp_server (id),
    account_id      uuid                     not null references account (id),
    resource        varchar(1000)            not null,
    enabled         boolean                  not null,
    feature_policy  varchar(20000)           not null, -- JSON; narrows that of the server
    identity_scheme varchar(20),                       -- null: the server's
    created_at      timestamp with time zone not null,
    version         bigint                   not null,
    primary key (bundle_id, server_id),
    constraint bundle_server_resource unique (resource)
);
create index bundle_server_server on bundle_server (server_id, bundle_id);

-- The bundle through which an authorization reaches its server; null: the server by itself.
alter table oauth_authorization add column bundle_id uuid references bundle (id);
create index oauth_authorization_bundle on oauth_authorization (bundle_id);

-- Lists go by the id of the membership, page by page.
create index membership_account_id on membership (account_id, id);
create index membership_role_id on membership (role_id, id);
drop index membership_role;
drop index all_servers_grant_account;
create index all_servers_grant_account on all_servers_grant (account_id, membership_id);
