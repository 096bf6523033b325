package dev.gatehouse.db.grant;

import dev.gatehouse.db.testing.OnH2;

@OnH2
class ReachChangesH2Tests extends ReachChangesContract {}
