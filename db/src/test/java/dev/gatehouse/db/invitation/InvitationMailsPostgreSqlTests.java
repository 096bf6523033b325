package dev.gatehouse.db.invitation;

import dev.gatehouse.db.testing.OnPostgreSql;

@OnPostgreSql
class InvitationMailsPostgreSqlTests extends InvitationMailsContract {}
