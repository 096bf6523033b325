package dev.gatehouse.db.setup;

import dev.gatehouse.db.testing.OnPostgreSql;

@OnPostgreSql
class SetUpLinkRepositoryPostgreSqlTests extends SetUpLinkRepositoryContract {}
