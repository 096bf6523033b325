package dev.gatehouse.db.pushed;

import dev.gatehouse.db.testing.OnPostgreSql;

@OnPostgreSql
class PushedRequestRepositoryPostgreSqlTests extends PushedRequestRepositoryContract {}
