-- What is sent to strangers has bounds, and invitations that ended before their mail left say so.

alter table invitation add column mails integer default 1 not null;         -- mails asked for, less than a day apart
alter table invitation add column by_manager boolean default true not null; -- made by somebody who manages people

create index invitation_email on invitation (email, account_id);

update invitation set mail_state = 'CANCELLED' where status = 'WITHDRAWN' and mail_state = 'DUE';
update invitation set mail_state = 'SENT', mail_error = null where status <> 'PENDING' and mail_state = 'DUE';
