package dev.gatehouse.db.client;

import dev.gatehouse.db.testing.OnH2;

@OnH2
class ClientDocumentsH2Tests extends ClientDocumentsContract {}
