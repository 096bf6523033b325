-- Authorization requests that clients pushed (RFC 9126) and that no person has brought yet: each lives 90 seconds.

create table pushed_request (
    hash       varchar(64)              not null primary key, -- SHA-256 of the handle, in hex
    client_id  varchar(300)             not null,
    parameters varchar(40000)           not null,             -- JSON: every value of every parameter
    expires_at timestamp with time zone not null,
    taken_at   timestamp with time zone
);
create index pushed_request_expires on pushed_request (expires_at);
