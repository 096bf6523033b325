package dev.gatehouse.db.password;

import dev.gatehouse.db.testing.OnH2;

@OnH2
class PasswordRepositoryH2Tests extends PasswordRepositoryContract {}
