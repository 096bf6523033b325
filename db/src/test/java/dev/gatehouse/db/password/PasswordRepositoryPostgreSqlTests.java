package dev.gatehouse.db.password;

import dev.gatehouse.db.testing.OnPostgreSql;

@OnPostgreSql
class PasswordRepositoryPostgreSqlTests extends PasswordRepositoryContract {}
