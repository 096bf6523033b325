package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.grant.AccessReport;
import dev.gatehouse.db.grant.AccessReportReading;
import dev.gatehouse.db.grant.GivingBundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the access report as RFC 4180 has it, row by row as it is read. */
public final class AccessReportCsv {

    private static final String HEADER =
            "userId,userName,userEmail,role,serverId,serverName,serverSlug,basis,scopes,bundles";
    private static final String END = "\r\n";
    private static final String STARTS_FORMULA = "=+-@\t\r";

    private AccessReportCsv() {}

    /** Writes all of it. */
    public static void write(AccessReportReading reading, Writer into) throws IOException {
        into.write(HEADER + END);
        while (!reading.over()) {
            reading.next().map(AccessReportCsv::line).forEach(line -> append(into, line));
        }
    }

    private static void append(Writer into, String line) {
        try {
            into.write(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String line(AccessReport.Row source) {
        AccessReportRow row = AccessReportRow.of(source);
        return List.of(
                                row.user().id().toString(),
                                row.user().name(),
                                row.user().email(),
                                row.user().role(),
                                row.server().id().toString(),
                                row.server().name(),
                                row.server().slug(),
                                row.basis().name(),
                                String.join(" ", row.scopes()),
                                row.bundles().stream().map(GivingBundle::slug).collect(Collectors.joining(" ")))
                        .stream()
                        .map(AccessReportCsv::cell)
                        .collect(Collectors.joining(","))
                + END;
    }

    /** A cell that a spreadsheet would take for a formula gets an apostrophe, which makes it text. */
    static String cell(String value) {
        String text = !value.isEmpty() && STARTS_FORMULA.indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
