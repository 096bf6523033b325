package dev.gatehouse.db.audit;

import dev.gatehouse.db.testing.OnPostgreSql;

@OnPostgreSql
class AuditVerificationPostgreSqlTests extends AuditVerificationContract {}
