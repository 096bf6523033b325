-- Sign-in: passwords that change, links to set a new one, requests that wait for a person, and sessions of people.

alter table person add column password_version bigint default 0 not null; -- counts changes; a session of an older one has ended

-- The one live link with which a person sets a new password: a newer one takes its place.
create table password_reset (
    user_id          uuid                     not null primary key references person (id),
    account_id       uuid                     not null references account (id), -- whose admin made it
    token_hash       varchar(64)              not null, -- SHA-256 of a 256-bit random token
    password_version bigint                   not null, -- the link is dead once the password was changed otherwise
    expires_at       timestamp with time zone not null,
    constraint password_reset_token unique (token_hash)
);
create index password_reset_expires on password_reset (expires_at);

-- Authorization requests that wait for somebody to sign in or to consent. Each is bound to a browser, and is taken once.
create table pending_request (
    id_hash    varchar(64)              not null primary key, -- SHA-256 of a 256-bit random id
    browser    uuid                     not null, -- which session it waits in
    user_id    uuid,                              -- who is asked for consent; null while nobody has signed in
    parameters varchar(40000)           not null, -- form-encoded, as they came
    shown      varchar(400),                      -- the server and scopes that the person was shown
    created_at timestamp with time zone not null,
    expires_at timestamp with time zone not null
);
create index pending_request_browser on pending_request (browser, created_at);
create index pending_request_expires on pending_request (expires_at);

-- Sessions of people, in the shape that Spring Session wants. An id alone opens nothing: the cookie carries a MAC, too.
create table person_session (
    primary_id            char(36)     not null primary key,
    session_id            char(36)     not null,
    creation_time         bigint       not null,
    last_access_time      bigint       not null,
    max_inactive_interval int          not null,
    expiry_time           bigint       not null,
    principal_name        varchar(320),
    constraint person_session_id unique (session_id)
);
create index person_session_expiry on person_session (expiry_time);
create index person_session_principal on person_session (principal_name);

create table person_session_attributes (
    session_primary_id char(36)     not null references person_session (primary_id) on delete cascade,
    attribute_name     varchar(200) not null,
    attribute_bytes    bytea        not null,
    primary key (session_primary_id, attribute_name)
);
