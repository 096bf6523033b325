package dev.gatehouse.db.grant;

import dev.gatehouse.db.testing.OnH2;

@OnH2
class ServerUsersH2Tests extends ServerUsersContract {}
