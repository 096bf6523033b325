package dev.gatehouse.policy.permission;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A data file of the rule book: comma-separated, one header line, lines that begin with # say something to the reader. Nothing
 * is guessed: what is not as expected is a fault that names its line.
 */
final class RuleTable {

    private final String name;
    private final List<Row> rows = new ArrayList<>();

    private RuleTable(String name) {
        this.name = name;
    }

    /** The text of a file beside this class. */
    static String text(String name) {
        try (InputStream file = RuleTable.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException(name + " is missing");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(name + " cannot be read", e);
        }
    }

    static RuleTable parse(String name, String header, String text) {
        RuleTable table = new RuleTable(name);
        int columns = header.split(",").length;
        boolean headed = false;
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (line.startsWith("#")) {
                continue;
            }
            Row row = table.new Row(number, List.of(line.split(",", -1)));
            if (!headed) {
                row.require(line.equals(header), "the header must be " + header);
                headed = true;
            } else {
                row.require(row.cells.size() == columns, "there must be " + columns + " columns");
                table.rows.add(row);
            }
        }
        return table;
    }

    List<Row> rows() {
        return rows;
    }

    /** A fault that no line shows: something is not there. */
    IllegalStateException missing(String what) {
        return new IllegalStateException(name + ": there is no row for " + what);
    }

    /** A line of the table. */
    final class Row {

        private final int number;
        private final List<String> cells;

        private Row(int number, List<String> cells) {
            this.number = number;
            this.cells = cells;
        }

        String cell(int column) {
            return cells.get(column);
        }

        /** What a cell says. */
        <T> T read(int column, Optional<T> value) {
            return value.orElseThrow(() -> fault("`" + cell(column) + "` is not known"));
        }

        void require(boolean holds, String otherwise) {
            if (!holds) {
                throw fault(otherwise);
            }
        }

        private IllegalStateException fault(String what) {
            return new IllegalStateException(name + ", line " + number + ": " + what);
        }
    }
}
