package dev.gatehouse.db.change;

import dev.gatehouse.db.testing.OnH2;

@OnH2
class ChangeFeedH2Tests extends ChangeFeedContract {}
