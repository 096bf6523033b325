package dev.gatehouse.db.audit;

import dev.gatehouse.db.testing.OnPostgreSql;

@OnPostgreSql
class AuditReaderPostgreSqlTests extends AuditReaderContract {}
