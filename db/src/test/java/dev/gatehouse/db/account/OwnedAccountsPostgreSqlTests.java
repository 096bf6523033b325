package dev.gatehouse.db.account;

import dev.gatehouse.db.testing.OnPostgreSql;

@OnPostgreSql
class OwnedAccountsPostgreSqlTests extends OwnedAccountsContract {}
