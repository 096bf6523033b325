-- What has been forgotten by everybody goes: registrations that nobody used, authorizations that are long over.

alter table registered_client add column renewed_at timestamp with time zone; -- when an unused client last registered anew
create index oauth_authorization_account on oauth_authorization (account_id, client_id);

-- One row: of several nodes, the one whose conditional update finds the last run long ago does the work.
create table housekeeping (
    id       smallint                 not null primary key,
    begun_at timestamp with time zone not null,
    constraint housekeeping_one_row check (id = 1)
);
insert into housekeeping (id, begun_at) values (1, timestamp with time zone '2000-01-01 00:00:00+00:00');
