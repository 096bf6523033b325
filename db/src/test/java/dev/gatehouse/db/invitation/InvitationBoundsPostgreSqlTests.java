package dev.gatehouse.db.invitation;

import dev.gatehouse.db.testing.OnPostgreSql;

@OnPostgreSql
class InvitationBoundsPostgreSqlTests extends InvitationBoundsContract {}
