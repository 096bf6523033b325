package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.authserver.admin.AccessReportCsv;
import dev.gatehouse.authserver.admin.AccessReports;
import dev.gatehouse.authserver.admin.InvalidValue;
import dev.gatehouse.authserver.admin.PageRequest;
import dev.gatehouse.authserver.http.AcceptHeader;
import dev.gatehouse.db.grant.AccessReportReading;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /access-report}: JSON page by page, or all of it as CSV for a caller that asks for exactly that. */
@RestController
final class AccessReportController {

    private static final Set<String> FILTERS = Set.of("userId", "serverId", "basis");
    private static final MediaType CSV = new MediaType("text", "csv");

    private final AccessReports reports;

    AccessReportController(AccessReports reports) {
        this.reports = reports;
    }

    @GetMapping("/api/v1/access-report")
    @Requires(AdminAction.ACCESS_REPORT)
    AccessReports.@Nullable View report(AdminActor actor, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        QueryParameters.requireOnly(request, FILTERS, QueryParameters.PAGE);
        AccessReports.Filter filter = new AccessReports.Filter(
                id(request, "userId"), id(request, "serverId"), basis(request.getParameter("basis")));
        response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        if (!AcceptHeader.prefers(CSV, request)) {
            PageRequest page = PageRequest.parse(request.getParameter("limit"), null);
            return reports.page(actor, filter, request.getParameter("cursor"), page.limit());
        }
        if (request.getParameter("limit") != null || request.getParameter("cursor") != null) {
            throw new InvalidValue("`limit` and `cursor` are for pages; as CSV the report is whole");
        }
        AccessReportReading reading = reports.whole(actor, filter);
        response.setContentType("text/csv;charset=UTF-8;header=present");
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"access-report.csv\"");
        Writer writer = new BufferedWriter(new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8));
        AccessReportCsv.write(reading, writer);
        writer.flush();
        return null;
    }

    private static @Nullable UUID id(HttpServletRequest request, String name) {
        String text = request.getParameter(name);
        return text == null ? null : PathIds.of(text);
    }

    private static AccessReports.@Nullable Basis basis(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return Arrays.stream(AccessReports.Basis.values())
                .filter(basis -> basis.name().equals(text))
                .findFirst()
                .orElseThrow(() ->
                        new InvalidValue("`basis` must be one of " + Arrays.toString(AccessReports.Basis.values())));
    }
}
