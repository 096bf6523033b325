package dev.gatehouse.db.apitoken;

import dev.gatehouse.db.testing.OnH2;

@OnH2
class ApiTokenRepositoryH2Tests extends ApiTokenRepositoryContract {}
