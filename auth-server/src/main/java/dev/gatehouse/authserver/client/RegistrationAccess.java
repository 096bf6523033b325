package dev.gatehouse.authserver.client;

import dev.gatehouse.authserver.limit.ClientAddress;
import dev.gatehouse.authserver.limit.Limit;
import dev.gatehouse.authserver.limit.RateLimits;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.db.client.ClientRow;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/** Lets clients in to their own registrations by their registration access token (RFC 7592 section 2). */
@Component
final class RegistrationAccess {

    private static final Pattern BEARER = Pattern.compile("(?i:Bearer) +([A-Za-z0-9_-]{1,100}) *");

    private final RateLimits limits;

    RegistrationAccess(RateLimits limits) {
        this.limits = limits;
    }

    /**
     * Counts a call, whatever comes of it, before the database is asked: against its address, and against its token, which
     * is one client's. A stranger who only knows the {@code client_id} cannot use up what its owner may do.
     *
     * @return the token
     */
    String admit(HttpServletRequest request) {
        count(ClientAddress.of(request));
        List<String> headers = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
        Matcher bearer = BEARER.matcher(headers.size() == 1 ? headers.get(0) : "");
        if (!bearer.matches()) {
            throw RegistrationRefused.unauthorized();
        }
        String token = bearer.group(1);
        count("token " + Secrets.digest(token));
        return token;
    }

    /** The client, if the token is its own. */
    ClientRow require(Optional<ClientRow> client, String token) {
        return client.filter(row -> row.registrationTokenHash() != null
                        && Secrets.same(row.registrationTokenHash(), Secrets.digest(token)))
                .orElseThrow(RegistrationRefused::unauthorized);
    }

    private void count(String place) {
        limits.take(Limit.REGISTRATION_MANAGEMENT, place).ifPresent(wait -> {
            throw RegistrationRefused.tooMany(wait.toSeconds() + 1);
        });
    }
}
