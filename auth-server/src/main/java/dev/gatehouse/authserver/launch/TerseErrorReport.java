package dev.gatehouse.authserver.launch;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Tomcat answers by itself, to requests that it cannot parse and so hands to nobody: JSON that names the fault as the
 * client's and nothing else.
 */
final class TerseErrorReport extends ErrorReportValve {

    private static final Logger log = LoggerFactory.getLogger(TerseErrorReport.class);
    private static final int FIRST_SERVER_ERROR = 500;

    @Override
    protected void report(Request request, Response response, @Nullable Throwable throwable) {
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        String error = response.getStatus() < FIRST_SERVER_ERROR ? "invalid_request" : "server_error";
        try {
            response.setContentType("application/json");
            response.getCoyoteResponse().setCharacterEncoding("UTF-8");
            response.getReporter().write("{\"error\":\"" + error + "\"}");
            response.finishResponse();
        } catch (IOException | IllegalStateException e) {
            log.debug("the client is gone", e);
        }
    }
}
