package dev.gatehouse.db.pushed;

import dev.gatehouse.db.testing.OnH2;

@OnH2
class PushedRequestRepositoryH2Tests extends PushedRequestRepositoryContract {}
