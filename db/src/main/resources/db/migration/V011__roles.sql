-- Who made a link for a new password: it is judged again when it is used. A link of before, which tells nobody, is dead.
alter table password_reset add column issued_by uuid;

-- Roles are listed by id, page by page.
create index account_role_account_id on account_role (account_id, id);
