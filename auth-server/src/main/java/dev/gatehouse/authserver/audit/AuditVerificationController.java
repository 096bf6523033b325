package dev.gatehouse.authserver.audit;

import dev.gatehouse.db.audit.AuditCheckpoint;
import dev.gatehouse.db.audit.AuditFinding;
import dev.gatehouse.db.audit.AuditVerification;
import dev.gatehouse.db.audit.AuditVerification.Verified;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code ./gatehouse audit verify}, for holders of the master key. The body has checkpoints that were exported earlier, one
 * JWS a line; the answer is a stream of JSON lines: findings, a line for each chain, and at the end one that sums up. An
 * answer without that last line is none.
 */
@RestController
final class AuditVerificationController {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final AuditVerification verification;
    private final SignedCheckpoints checkpoints;

    AuditVerificationController(AuditVerification verification, SignedCheckpoints checkpoints) {
        this.verification = verification;
        this.checkpoints = checkpoints;
    }

    @PostMapping("/internal/v1/audit/verify")
    void verifyAll(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Report report = new Report(response);
        compare(request, null, report);
        Optional<UUID> chain = verification.chainAfter(null);
        while (chain.isPresent()) {
            report.verified(verification.verify(chain.get(), checkpoints::read, report::found));
            chain = verification.chainAfter(chain.get());
        }
        report.end();
    }

    @PostMapping("/internal/v1/audit/verify/{account}")
    void verifyOne(@PathVariable("account") UUID account, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Report report = new Report(response);
        compare(request, account, report);
        report.verified(verification.verify(account, checkpoints::read, report::found));
        report.end();
    }

    private void compare(HttpServletRequest request, @Nullable UUID only, Report report) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(request.getInputStream(), StandardCharsets.UTF_8));
        long number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            Optional<AuditCheckpoint> exported = checkpoints.read(line);
            if (exported.isEmpty()) {
                report.found(new AuditFinding(
                        AuditFinding.What.CHECKPOINT_SIGNATURE,
                        null,
                        number,
                        null,
                        "checkpoint " + number + " of the file is signed by no key that this installation trusts"));
            } else if (only == null || only.equals(exported.get().chain())) {
                report.compared++;
                verification.compare(exported.get()).ifPresent(report::found);
            }
        }
    }

    /** The answer, line by line. */
    private static final class Report {

        private final HttpServletResponse response;
        private long chains;
        private long rows;
        private long compared;
        private long findings;

        Report(HttpServletResponse response) throws IOException {
            this.response = response;
            response.setContentType("application/x-ndjson");
            response.flushBuffer();
        }

        void found(AuditFinding finding) {
            findings++;
            Map<String, @Nullable Object> line = new LinkedHashMap<>();
            line.put("type", "FINDING");
            line.put("what", finding.what());
            line.put("chain", finding.chain());
            line.put("seq", finding.seq());
            line.put("rowId", finding.rowId());
            line.put("detail", finding.detail());
            write(line);
        }

        void verified(Verified verified) {
            chains++;
            rows += verified.rows();
            write(Map.of(
                    "type", "CHAIN",
                    "chain", verified.chain(),
                    "rows", verified.rows(),
                    "checkpoints", verified.checkpoints(),
                    "provedThrough", verified.provedThrough()));
        }

        void end() {
            write(Map.of("type", "END", "chains", chains, "rows", rows, "compared", compared, "findings", findings));
        }

        private void write(Map<String, ?> line) {
            try {
                response.getOutputStream().write(JSON.writeValueAsBytes(line));
                response.getOutputStream().write('\n');
                response.flushBuffer();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
