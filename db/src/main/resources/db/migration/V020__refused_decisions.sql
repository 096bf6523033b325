-- What gateways refused to tokens that are for the very server (docs/feed.md): looked up by the id that the client was shown.
-- Kept for a week, and so many an account; not a log of record, that is audit_event.

create table refused_decision (
    id               uuid                     not null primary key,
    account_id       uuid                     not null references account (id),
    server_id        uuid                     not null, -- of a server that may be gone since
    bundle_id        uuid,
    at               timestamp with time zone not null,
    token_kind       varchar(20)              not null, -- BUILT_IN, EXTERNAL or API_TOKEN
    user_id          uuid,                              -- null: a machine, or somebody of an external identity provider
    subject          varchar(1000),
    client_id        varchar(1000),
    authorization_id varchar(1000),
    method           varchar(20)              not null, -- of HTTP
    rpc_method       varchar(1000),
    feature_kind     varchar(20),
    feature_name     varchar(1000),
    reason           varchar(60)              not null,
    status           integer                  not null,
    scopes           varchar(4000)            not null, -- one after the other, with spaces between them
    needed           varchar(4000)            not null
);
create index refused_decision_account on refused_decision (account_id, at, id);
create index refused_decision_at on refused_decision (at);
