-- Lists go along one index each, page by page, and pass over nobody: by state, by role, by grant.

create index membership_account_active on membership (account_id, status, id, role_id);
drop index membership_account;
create index membership_role_active on membership (role_id, status, id);
drop index membership_role_id;
create index server_grant_account on server_grant (account_id, membership_id);
create index mcp_server_account_id on mcp_server (account_id, id);
