package dev.gatehouse.db.server;

import dev.gatehouse.db.testing.OnH2;

@OnH2
class ProtectedResourcesH2Tests extends ProtectedResourcesContract {}
