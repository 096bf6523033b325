package dev.gatehouse.db.ownership;

import dev.gatehouse.db.testing.OnH2;

@OnH2
class OwnershipRaceH2Tests extends OwnershipRaceContract {}
