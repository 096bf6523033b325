package dev.gatehouse.db.authorization;

import dev.gatehouse.db.testing.OnH2;

@OnH2
class ClientRulesH2Tests extends ClientRulesContract {}
