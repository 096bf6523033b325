package dev.gatehouse.db.machine;

import dev.gatehouse.db.testing.OnPostgreSql;

@OnPostgreSql
class MachineTokensPostgreSqlTests extends MachineTokensContract {}
