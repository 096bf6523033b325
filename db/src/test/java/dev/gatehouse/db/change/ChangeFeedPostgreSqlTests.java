package dev.gatehouse.db.change;

import dev.gatehouse.db.testing.OnPostgreSql;

@OnPostgreSql
class ChangeFeedPostgreSqlTests extends ChangeFeedContract {}
