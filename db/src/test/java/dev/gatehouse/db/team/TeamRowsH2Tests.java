package dev.gatehouse.db.team;

import dev.gatehouse.db.testing.OnH2;

@OnH2
class TeamRowsH2Tests extends TeamRowsContract {}
