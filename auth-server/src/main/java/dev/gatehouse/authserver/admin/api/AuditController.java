package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.authserver.admin.AuditFilters;
import dev.gatehouse.authserver.admin.AuditTrail;
import dev.gatehouse.authserver.admin.PageRequest;
import dev.gatehouse.authserver.http.AcceptHeader;
import dev.gatehouse.db.audit.AuditReader.Filter;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /audit-events} and {@code /audit-checkpoints}: pages of JSON, or everything as lines of it. Nothing writes here. */
@RestController
final class AuditController {

    private static final Logger log = LoggerFactory.getLogger(AuditController.class);
    private static final MediaType LINES = new MediaType("application", "x-ndjson");
    private static final Set<String> FILTERS = Set.of("actor", "action", "subject", "server", "from", "to");

    private final AuditTrail trail;

    AuditController(AuditTrail trail) {
        this.trail = trail;
    }

    @GetMapping("/api/v1/audit-events")
    @Requires(AdminAction.AUDIT_READ)
    void events(AdminActor actor, HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean lines = AcceptHeader.prefers(LINES, request);
        QueryParameters.requireOnly(request, FILTERS, lines ? Set.of() : QueryParameters.PAGE);
        Filter filter = AuditFilters.parse(request::getParameter);
        if (lines) {
            export(response, out -> trail.exportEvents(actor, filter, out));
        } else {
            int limit = PageRequest.parse(request.getParameter("limit"), null).limit();
            SafeJson.write(response, trail.events(actor, filter, request.getParameter("cursor"), limit));
        }
    }

    @GetMapping("/api/v1/audit-checkpoints")
    @Requires(AdminAction.AUDIT_READ)
    void checkpoints(AdminActor actor, HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean lines = AcceptHeader.prefers(LINES, request);
        QueryParameters.requireOnly(request, Set.of(), lines ? Set.of() : QueryParameters.PAGE);
        if (lines) {
            export(response, out -> trail.exportCheckpoints(actor, out));
        } else {
            int limit = PageRequest.parse(request.getParameter("limit"), null).limit();
            SafeJson.write(response, trail.checkpoints(actor, request.getParameter("cursor"), limit));
        }
    }

    private static void export(HttpServletResponse response, Export export) throws IOException {
        response.setContentType(LINES.toString());
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment");
        try {
            export.run(line -> SafeJson.writeLine(response, line));
            response.flushBuffer();
        } catch (IOException e) {
            log.info("somebody who exported the audit log went away");
        }
    }

    @FunctionalInterface
    private interface Export {
        void run(AuditTrail.Lines lines) throws IOException;
    }
}
