package dev.gatehouse.db.apitoken;

import dev.gatehouse.db.testing.OnPostgreSql;

@OnPostgreSql
class ApiTokenRepositoryPostgreSqlTests extends ApiTokenRepositoryContract {}
