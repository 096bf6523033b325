package dev.gatehouse.db.bundle;

import dev.gatehouse.db.testing.OnPostgreSql;

@OnPostgreSql
class BundleRacePostgreSqlTests extends BundleRaceContract {}
