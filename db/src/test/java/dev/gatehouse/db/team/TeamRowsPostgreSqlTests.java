package dev.gatehouse.db.team;

import dev.gatehouse.db.testing.OnPostgreSql;

@OnPostgreSql
class TeamRowsPostgreSqlTests extends TeamRowsContract {}
