package dev.gatehouse.db.access;

import dev.gatehouse.db.testing.OnPostgreSql;

@OnPostgreSql
class OwnResourcesPostgreSqlTests extends OwnResourcesContract {}
