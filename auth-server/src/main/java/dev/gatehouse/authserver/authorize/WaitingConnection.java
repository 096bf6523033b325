package dev.gatehouse.authserver.authorize;

import dev.gatehouse.authserver.login.SignInPurpose;
import dev.gatehouse.db.server.ServerRepository;
import dev.gatehouse.db.server.ServerRow;
import jakarta.servlet.http.HttpSession;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Tells the sign-in page which app and server the request is about that waits there. */
@Component
final class WaitingConnection implements SignInPurpose {

    private final PendingRequests pending;
    private final AuthorizationRequestReader reader;
    private final ServerRepository servers;

    WaitingConnection(PendingRequests pending, AuthorizationRequestReader reader, ServerRepository servers) {
        this.pending = pending;
        this.reader = reader;
        this.servers = servers;
    }

    @Override
    public Optional<Connecting> of(HttpSession session, String id) {
        return pending.find(session, id)
                .filter(waiting -> waiting.userId() == null)
                .flatMap(this::connecting);
    }

    private Optional<Connecting> connecting(PendingRequest waiting) {
        try {
            AuthorizationRequest request = reader.read(waiting.parameters());
            String server = Optional.ofNullable(request.resource())
                    .flatMap(servers::findByResource)
                    .filter(row -> row.deletedAt() == null)
                    .map(ServerRow::name)
                    .orElse(null);
            return Optional.of(new Connecting(request.client().name(), server));
        } catch (AuthorizationRefused refused) {
            return Optional.empty();
        }
    }
}
