package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.key.WrappedSecrets;
import dev.gatehouse.authserver.key.WrappedSecrets.Owner;
import dev.gatehouse.db.server.IdentitySettings;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.policy.server.IdentityScheme;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What the upstream of a server is shown of who calls, as requests change it. A scheme that takes the place of another
 * begins from nothing. A stored secret goes only where it was meant for: when the upstream, or the token endpoint, moves
 * to another host, it is forgotten.
 */
@Component
final class UpstreamIdentities {

    private final IdentityValues values;
    private final WrappedSecrets secrets;

    UpstreamIdentities(IdentityValues values, WrappedSecrets secrets) {
        this.values = values;
        this.secrets = secrets;
    }

    /**
     * The server as the patches want it.
     *
     * @param before the server as it was
     * @param row the server with all its other changes
     */
    ServerRow apply(ServerRow before, ServerRow row, Patch<IdentityScheme> schemePatch, Patch<IdentityPatch> patch) {
        IdentityScheme scheme = schemePatch.required("identityScheme", before.identityScheme());
        IdentityPatch wanted = Objects.requireNonNullElse(patch.value(), IdentityPatch.NOTHING);
        wanted.requireFor(scheme);
        String upstream = row.upstreamUrl();
        if (upstream == null) {
            if (scheme != IdentityScheme.NONE) {
                throw new InvalidValue("`identityScheme` is not for a server that validates tokens itself");
            }
            return row;
        }
        boolean anew = scheme != before.identityScheme() || (patch.present() && patch.value() == null);
        Known known = anew
                ? new Known(IdentitySettings.NONE, null)
                : new Known(IdentitySettings.read(before.identitySettings()), before.identitySecret());
        return switch (scheme) {
            case NONE -> changed(row, scheme, IdentitySettings.NONE, null);
            case SHARED -> shared(before, row, wanted, known);
            case ASSERTION -> assertion(row, upstream, wanted, known);
            case TOKEN_EXCHANGE -> tokenExchange(row, wanted, known);
        };
    }

    private ServerRow shared(ServerRow before, ServerRow row, IdentityPatch wanted, Known known) {
        String header = values.header(wanted.header().orElse(known.settings.header()));
        String prefix = values.prefix(header, wanted.prefix().orElse(known.settings.prefix()));
        IdentitySettings settings = new IdentitySettings(header, prefix, null, null, null, null, null);
        String secret = sameHost(before.upstreamUrl(), row.upstreamUrl()) ? known.wrapped : null;
        return changed(row, IdentityScheme.SHARED, settings, secret(row, "secret", wanted.secret(), secret));
    }

    private ServerRow assertion(ServerRow row, String upstream, IdentityPatch wanted, Known known) {
        String audience = values.audience(wanted.audience().orElse(known.settings.audience()));
        // the default follows the upstream, also when somebody spells it out
        IdentitySettings settings =
                new IdentitySettings(null, null, upstream.equals(audience) ? null : audience, null, null, null, null);
        return changed(row, IdentityScheme.ASSERTION, settings, null);
    }

    private ServerRow tokenExchange(ServerRow row, IdentityPatch wanted, Known known) {
        IdentitySettings former = known.settings;
        String endpoint = values.tokenEndpoint(wanted.tokenEndpoint().orElse(former.tokenEndpoint()));
        IdentitySettings settings = new IdentitySettings(
                null,
                null,
                values.audience(wanted.audience().orElse(former.audience())),
                endpoint,
                values.clientId(wanted.clientId().orElse(former.clientId())),
                values.resource(wanted.resource().orElse(former.resource())),
                values.scope(wanted.scope().orElse(former.scope())));
        String secret = sameHost(former.tokenEndpoint(), endpoint) ? known.wrapped : null;
        return changed(
                row,
                IdentityScheme.TOKEN_EXCHANGE,
                settings,
                secret(row, "clientSecret", wanted.clientSecret(), secret));
    }

    private @Nullable String secret(ServerRow row, String member, Patch<String> patch, @Nullable String current) {
        String secret = patch.value();
        if (secret == null) {
            return patch.present() ? null : current;
        }
        return secrets.wrap(Owner.server(row.id()), values.secret(member, secret), current);
    }

    private static ServerRow changed(
            ServerRow row, IdentityScheme scheme, IdentitySettings settings, @Nullable String wrapped) {
        String json = settings.write();
        if (json.length() > IdentityValues.MAX_SETTINGS) {
            throw new InvalidValue(
                    "`identitySettings` must have at most " + IdentityValues.MAX_SETTINGS + " characters altogether");
        }
        return row.change().identity(scheme, json, wrapped).build();
    }

    private static boolean sameHost(@Nullable String one, @Nullable String other) {
        if (one == null || other == null) {
            return false;
        }
        URI a = URI.create(one);
        URI b = URI.create(other);
        return String.valueOf(a.getScheme()).equalsIgnoreCase(b.getScheme())
                && String.valueOf(a.getRawAuthority()).equalsIgnoreCase(b.getRawAuthority());
    }

    /** What there is already. */
    private record Known(
            IdentitySettings settings, @Nullable String wrapped) {}
}
