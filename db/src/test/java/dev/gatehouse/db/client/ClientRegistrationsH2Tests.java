package dev.gatehouse.db.client;

import dev.gatehouse.db.testing.OnH2;

@OnH2
class ClientRegistrationsH2Tests extends ClientRegistrationsContract {}
