package dev.gatehouse.db.client;

import dev.gatehouse.db.testing.OnPostgreSql;

@OnPostgreSql
class ClientRegistrationsPostgreSqlTests extends ClientRegistrationsContract {}
