package dev.gatehouse.db.refusal;

import dev.gatehouse.db.testing.OnH2;

@OnH2
class RefusedDecisionsH2Tests extends RefusedDecisionsContract {}
