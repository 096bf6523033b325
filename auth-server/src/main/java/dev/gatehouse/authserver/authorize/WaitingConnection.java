package dev.gatehouse.authserver.authorize;

import dev.gatehouse.authserver.login.SignInPurpose;
import dev.gatehouse.db.server.KnownResource;
import dev.gatehouse.db.server.ProtectedResources;
import jakarta.servlet.http.HttpSession;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Tells the sign-in page which app and server the request is about that waits there. */
@Component
final class WaitingConnection implements SignInPurpose {

    private final PendingRequests pending;
    private final AuthorizationRequestReader reader;
    private final ProtectedResources resources;

    WaitingConnection(PendingRequests pending, AuthorizationRequestReader reader, ProtectedResources resources) {
        this.pending = pending;
        this.reader = reader;
        this.resources = resources;
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
            Optional<KnownResource> known =
                    Optional.ofNullable(request.resource()).flatMap(resources::find);
            return Optional.of(new Connecting(
                    request.client().name(),
                    known.map(KnownResource::serverName).orElse(null),
                    known.map(KnownResource::bundleName).orElse(null)));
        } catch (AuthorizationRefused refused) {
            return Optional.empty();
        }
    }
}
