package dev.gatehouse.db.integration;

import dev.gatehouse.db.testing.OnH2;

@OnH2
class OwnIntegrationsH2Tests extends OwnIntegrationsContract {}
