package dev.gatehouse.db.key;

import dev.gatehouse.db.testing.OnPostgreSql;

@OnPostgreSql
class KeyRepositoryPostgreSqlTests extends KeyRepositoryContract {}
