-- A change of a team's members names them, and a feature policy alone may have 20,000 characters: states need more room.
alter table audit_event alter column before_state set data type varchar(1000000);
alter table audit_event alter column after_state set data type varchar(1000000);
