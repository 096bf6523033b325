package dev.gatehouse.db.pending;

import dev.gatehouse.db.testing.OnH2;

@OnH2
class PendingRequestRepositoryH2Tests extends PendingRequestRepositoryContract {}
