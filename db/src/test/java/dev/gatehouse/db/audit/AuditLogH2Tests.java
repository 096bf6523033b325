package dev.gatehouse.db.audit;

import dev.gatehouse.db.testing.OnH2;

@OnH2
class AuditLogH2Tests extends AuditLogContract {}
