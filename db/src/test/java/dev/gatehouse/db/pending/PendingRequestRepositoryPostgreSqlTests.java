package dev.gatehouse.db.pending;

import dev.gatehouse.db.testing.OnPostgreSql;

@OnPostgreSql
class PendingRequestRepositoryPostgreSqlTests extends PendingRequestRepositoryContract {}
