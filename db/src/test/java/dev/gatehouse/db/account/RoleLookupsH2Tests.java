package dev.gatehouse.db.account;

import dev.gatehouse.db.testing.OnH2;

@OnH2
class RoleLookupsH2Tests extends RoleLookupsContract {}
