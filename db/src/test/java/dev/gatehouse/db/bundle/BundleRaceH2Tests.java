package dev.gatehouse.db.bundle;

import dev.gatehouse.db.testing.OnH2;

@OnH2
class BundleRaceH2Tests extends BundleRaceContract {}
