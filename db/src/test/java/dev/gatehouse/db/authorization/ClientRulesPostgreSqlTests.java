package dev.gatehouse.db.authorization;

import dev.gatehouse.db.testing.OnPostgreSql;

@OnPostgreSql
class ClientRulesPostgreSqlTests extends ClientRulesContract {}
