package dev.gatehouse.db.invitation;

import dev.gatehouse.db.testing.OnH2;

@OnH2
class InvitationBoundsH2Tests extends InvitationBoundsContract {}
