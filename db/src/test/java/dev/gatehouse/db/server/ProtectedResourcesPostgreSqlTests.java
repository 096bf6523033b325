package dev.gatehouse.db.server;

import dev.gatehouse.db.testing.OnPostgreSql;

@OnPostgreSql
class ProtectedResourcesPostgreSqlTests extends ProtectedResourcesContract {}
