package dev.gatehouse.db.grant;

import dev.gatehouse.db.testing.OnH2;

@OnH2
class ReachRaceH2Tests extends ReachRaceContract {}
