package dev.gatehouse.db;

import dev.gatehouse.db.testing.OnPostgreSql;

@OnPostgreSql
class RowsPostgreSqlTests extends RowsContract {}
