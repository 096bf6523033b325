-- How people come into accounts, who owns them, and the levels of the integration product.

-- Links with which an account is made, each once. A used one stays, so that it never works again.
create table setup_link (
    token_hash varchar(64)              not null primary key, -- SHA-256 of a 256-bit random secret
    created_at timestamp with time zone not null,
    expires_at timestamp with time zone not null,
    used_at    timestamp with time zone,
    account_id uuid references account (id) -- the account that it made
);

-- An invitation. What it carries stands at the membership, which is INVITED until the person accepts.
create table invitation (
    id            uuid                     not null primary key,
    account_id    uuid                     not null references account (id),
    email         varchar(254)             not null, -- in lower case
    membership_id uuid references membership (id),   -- null once it was withdrawn, or the person has left
    status        varchar(20)              not null, -- PENDING, ACCEPTED, DISMISSED, WITHDRAWN
    batch_id      uuid                     not null, -- the call that it came with
    invited_by    uuid                     not null, -- the person who answers for it
    created_at    timestamp with time zone not null,
    expires_at    timestamp with time zone not null,
    resolved_at   timestamp with time zone,
    token_hash    varchar(64),                       -- SHA-256 of the secret in the mail sent last
    mail_state    varchar(20)              not null, -- DUE, SENT, FAILED
    mail_attempts integer                  not null,
    mail_due_at   timestamp with time zone,          -- when a node should send; null when none should
    mail_error    varchar(300),
    version       bigint                   not null,
    constraint invitation_token unique (token_hash)
);
create index invitation_account on invitation (account_id, id);
create index invitation_membership on invitation (membership_id);
create index invitation_mail_due on invitation (mail_due_at);

-- The offer of an account to another of its people. At most one is REQUESTED in an account, under the account's lock.
create table ownership_transfer (
    id                     uuid                     not null primary key,
    account_id             uuid                     not null references account (id),
    from_user_id           uuid                     not null references person (id),
    to_user_id             uuid                     not null references person (id),
    previous_owner_role_id uuid                     not null, -- what the owner becomes, if there still is such a role
    status                 varchar(20)              not null, -- REQUESTED, ACCEPTED, DECLINED, CANCELLED
    created_at             timestamp with time zone not null,
    resolved_at            timestamp with time zone,
    version                bigint                   not null
);
create index ownership_transfer_account on ownership_transfer (account_id, id);

-- Integrations, and the levels that people have on chosen ones beside the level of their role.
create table integration (
    id         uuid                     not null primary key,
    account_id uuid                     not null references account (id),
    name       varchar(200)             not null,
    created_at timestamp with time zone not null,
    version    bigint                   not null,
    constraint integration_name unique (account_id, name)
);
create index integration_account on integration (account_id, id);

create table integration_access (
    membership_id  uuid        not null references membership (id),
    integration_id uuid        not null references integration (id),
    level          varchar(20) not null, -- MONITOR or MANAGE
    primary key (membership_id, integration_id)
);
create index integration_access_integration on integration_access (integration_id, membership_id);
