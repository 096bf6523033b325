package dev.gatehouse.db.housekeeping;

import dev.gatehouse.db.testing.OnH2;

@OnH2
class HousekeepingH2Tests extends HousekeepingContract {}
