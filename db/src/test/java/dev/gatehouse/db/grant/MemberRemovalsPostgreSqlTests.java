package dev.gatehouse.db.grant;

import dev.gatehouse.db.testing.OnPostgreSql;

@OnPostgreSql
class MemberRemovalsPostgreSqlTests extends MemberRemovalsContract {}
