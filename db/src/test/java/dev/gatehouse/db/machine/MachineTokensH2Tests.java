package dev.gatehouse.db.machine;

import dev.gatehouse.db.testing.OnH2;

@OnH2
class MachineTokensH2Tests extends MachineTokensContract {}
