package dev.gatehouse.db.integration;

import dev.gatehouse.db.testing.OnPostgreSql;

@OnPostgreSql
class OwnIntegrationsPostgreSqlTests extends OwnIntegrationsContract {}
