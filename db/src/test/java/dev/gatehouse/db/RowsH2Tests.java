package dev.gatehouse.db;

import dev.gatehouse.db.testing.OnH2;

@OnH2
class RowsH2Tests extends RowsContract {}
