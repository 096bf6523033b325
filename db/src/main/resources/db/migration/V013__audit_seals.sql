-- Seals (docs/audit.md): a sealed row has a place in the chain of its account, and a hash over itself and all before it.

alter table audit_event add column chain uuid;       -- the account, the nil UUID for what belongs to none; null: unsealed
alter table audit_event add column seq bigint;       -- 1, 2, 3 and so on in the chain
alter table audit_event add column hash varchar(64); -- SHA-256 over the hash before and this row, hexadecimal
alter table audit_event add constraint audit_event_one_place unique (chain, seq);

create index audit_event_unsealed on audit_event (seq, at, id);
create index audit_event_actor on audit_event (account_id, actor, at, id);
create index audit_event_action on audit_event (account_id, action, at, id);
create index audit_event_subject on audit_event (account_id, subject, at, id);
create index audit_event_server on audit_event (account_id, server_id, at, id);

-- Where a chain ends, and what its last checkpoint says. Whoever seals locks it.
create table audit_chain (
    chain             uuid        not null primary key,
    seq               bigint      not null,
    hash              varchar(64) not null,
    checkpoint_number bigint      not null,
    checkpoint_seq    bigint      not null,
    checkpoint_at     timestamp with time zone
);

-- Signed: the chain had this hash at this place. Never updated.
create table audit_checkpoint (
    chain  uuid                     not null,
    number bigint                   not null, -- 1, 2, 3 and so on in the chain
    seq    bigint                   not null,
    hash   varchar(64)              not null,
    at     timestamp with time zone not null,
    jws    varchar(2000)            not null,
    primary key (chain, number)
);

-- One row. Who seals, and until when if they are not heard of again.
create table audit_sealer (
    id         smallint                 not null primary key,
    holder     uuid                     not null,
    expires_at timestamp with time zone not null,
    constraint audit_sealer_one_row check (id = 1)
);
insert into audit_sealer (id, holder, expires_at) values (1, '00000000-0000-0000-0000-000000000000', current_timestamp);
