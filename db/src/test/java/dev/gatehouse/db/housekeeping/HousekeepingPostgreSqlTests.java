package dev.gatehouse.db.housekeeping;

import dev.gatehouse.db.testing.OnPostgreSql;

@OnPostgreSql
class HousekeepingPostgreSqlTests extends HousekeepingContract {}
