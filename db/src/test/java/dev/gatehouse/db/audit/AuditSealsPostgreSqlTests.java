package dev.gatehouse.db.audit;

import dev.gatehouse.db.testing.OnPostgreSql;

@OnPostgreSql
class AuditSealsPostgreSqlTests extends AuditSealsContract {}
