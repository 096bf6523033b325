-- Whether the client proved a secret or a key when it redeemed the code: then it must at every refresh, too.
alter table oauth_authorization add column client_proved boolean default false not null;
