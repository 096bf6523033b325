package dev.gatehouse.db.key;

import dev.gatehouse.db.testing.OnH2;

@OnH2
class KeyRepositoryH2Tests extends KeyRepositoryContract {}
