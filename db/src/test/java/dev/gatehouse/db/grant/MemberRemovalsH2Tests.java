package dev.gatehouse.db.grant;

import dev.gatehouse.db.testing.OnH2;

@OnH2
class MemberRemovalsH2Tests extends MemberRemovalsContract {}
