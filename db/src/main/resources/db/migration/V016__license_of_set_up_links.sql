-- The license of the account that a set-up link makes: FREE or LICENSED. Links that are out already make licensed ones.
alter table setup_link add column license_kind varchar(20) default 'LICENSED' not null;
