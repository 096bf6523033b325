package dev.gatehouse.db.refusal;

import dev.gatehouse.db.testing.OnPostgreSql;

@OnPostgreSql
class RefusedDecisionsPostgreSqlTests extends RefusedDecisionsContract {}
