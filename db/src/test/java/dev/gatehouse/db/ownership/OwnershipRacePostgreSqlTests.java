package dev.gatehouse.db.ownership;

import dev.gatehouse.db.testing.OnPostgreSql;

@OnPostgreSql
class OwnershipRacePostgreSqlTests extends OwnershipRaceContract {}
