package dev.gatehouse.db.setup;

import dev.gatehouse.db.testing.OnH2;

@OnH2
class SetUpLinkRepositoryH2Tests extends SetUpLinkRepositoryContract {}
