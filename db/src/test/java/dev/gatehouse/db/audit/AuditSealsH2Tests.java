package dev.gatehouse.db.audit;

import dev.gatehouse.db.testing.OnH2;

@OnH2
class AuditSealsH2Tests extends AuditSealsContract {}
