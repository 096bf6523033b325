-- Client ID metadata documents, and the assertions that their clients authenticate with.

-- The last good copy of the document of a client that somebody has allowed. Strangers cannot fill this.
create table client_document (
    client_id  varchar(300)             not null primary key,
    document   varchar(20000),                                 -- null: withdrawn, or no longer in order
    fetched_at timestamp with time zone not null
);

-- A copy that the admins of an account have pinned, for servers of that account.
create table client_document_pin (
    id         uuid                     not null primary key,
    account_id uuid                     not null references account (id),
    client_id  varchar(300)             not null,
    document   varchar(20000)           not null,
    created_at timestamp with time zone not null,
    constraint client_document_pin_one_each unique (account_id, client_id)
);
create index client_document_pin_client on client_document_pin (client_id);

-- Client assertions that were used (RFC 7523 section 3, jti): each is good once, on whichever node.
create table client_assertion (
    digest     varchar(64)              not null primary key, -- SHA-256 of client_id and jti
    expires_at timestamp with time zone not null
);
create index client_assertion_expires on client_assertion (expires_at);
