package dev.gatehouse.db.access;

import dev.gatehouse.db.testing.OnH2;

@OnH2
class OwnResourcesH2Tests extends OwnResourcesContract {}
