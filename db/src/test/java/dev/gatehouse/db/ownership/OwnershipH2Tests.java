package dev.gatehouse.db.ownership;

import dev.gatehouse.db.testing.OnH2;

@OnH2
class OwnershipH2Tests extends OwnershipContract {}
