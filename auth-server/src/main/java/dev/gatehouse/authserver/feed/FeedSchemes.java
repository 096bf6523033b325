package dev.gatehouse.authserver.feed;

import dev.gatehouse.authserver.feed.FeedDocuments.IdentityScheme;
import dev.gatehouse.authserver.key.WrappedSecrets;
import dev.gatehouse.authserver.key.WrappedSecrets.Owner;
import dev.gatehouse.db.server.IdentitySettings;
import dev.gatehouse.db.server.ServerRow;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** The identity schemes of servers, as the feed tells them: with their secrets in the clear, for the gateway alone. */
@Component
final class FeedSchemes {

    private final WrappedSecrets secrets;

    FeedSchemes(WrappedSecrets secrets) {
        this.secrets = secrets;
    }

    IdentityScheme of(ServerRow row) {
        IdentitySettings settings = IdentitySettings.read(row.identitySettings());
        return switch (row.identityScheme()) {
            case NONE -> IdentityScheme.none();
            case SHARED ->
                IdentityScheme.shared(
                        settings.sharedHeader(),
                        secrets.unwrap(Owner.server(row.id()), row.identitySecret())
                                .map(secret -> settings.sharedPrefix() + secret)
                                .orElse(null));
            case ASSERTION ->
                IdentityScheme.assertion(
                        Objects.requireNonNullElse(settings.audience(), Objects.requireNonNull(row.upstreamUrl())));
            case TOKEN_EXCHANGE ->
                IdentityScheme.tokenExchange(
                        settings,
                        secrets.unwrap(Owner.server(row.id()), row.identitySecret())
                                .orElse(null));
        };
    }
}
