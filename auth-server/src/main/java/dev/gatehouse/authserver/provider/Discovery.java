package dev.gatehouse.authserver.provider;

import dev.gatehouse.authserver.outbound.OutboundProbe;
import dev.gatehouse.authserver.outbound.ProbeRequest;
import dev.gatehouse.authserver.outbound.Probed;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reads what an issuer publishes about itself, at both places where clients of MCP look: RFC 8414 section 3 and OpenID Connect
 * Discovery section 4. Who the document says that it is of must be the issuer, octet by octet: else anybody's document would
 * do (RFC 8414 section 3.3).
 */
@Component
public final class Discovery {

    private static final int MAX_BYTES = 256 * 1024;

    private final OutboundProbe probe;

    Discovery(OutboundProbe probe) {
        this.probe = probe;
    }

    /** What the issuer publishes, for somebody who has not written down its addresses. */
    public Addresses of(String issuer) {
        List<CompletableFuture<Found>> asked =
                List.of(ask(Form.OAUTH_METADATA, issuer), ask(Form.OPENID_CONFIGURATION, issuer));
        List<Found> found = asked.stream().map(CompletableFuture::join).toList();
        String jwksUri = null;
        String introspectionUri = null;
        for (Found one : found) {
            ProviderMetadata metadata = one.metadata();
            if (metadata != null) {
                jwksUri = jwksUri == null ? metadata.jwksUri() : jwksUri;
                introspectionUri = introspectionUri == null ? metadata.introspectionEndpoint() : introspectionUri;
            }
        }
        return new Addresses(
                jwksUri,
                introspectionUri,
                found.stream().anyMatch(one -> one.metadata() != null)
                        ? null
                        : found.get(1).problem());
    }

    CompletableFuture<Found> ask(Form form, String issuer) {
        URI address;
        try {
            address = form.address(issuer);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(new Found(form, null, "the issuer is no URL", null));
        }
        return probe.ask(ProbeRequest.get(address, MAX_BYTES)).thenApply(probed -> read(form, issuer, address, probed));
    }

    private static Found read(Form form, String issuer, URI address, Probed probed) {
        if (!(probed instanceof Probed.Answered answered)) {
            return new Found(form, null, ProbeWords.of(address, probed), probed);
        }
        if (answered.status() != 200) {
            return new Found(form, null, ProbeWords.of(address, probed), probed);
        }
        ProviderMetadata metadata = ProviderMetadata.read(answered.body()).orElse(null);
        if (metadata == null) {
            return new Found(form, null, address + " is no JSON document", probed);
        }
        if (!issuer.equals(metadata.issuer())) {
            String said = metadata.issuer() == null ? "no issuer" : "`" + ProbeWords.shown(metadata.issuer()) + "`";
            return new Found(
                    form,
                    null,
                    address + " is of " + said + ", and `" + issuer
                            + "` was entered: they must be the same, octet by octet (mind a slash at the end)",
                    probed);
        }
        return new Found(form, metadata, "", probed);
    }

    /**
     * What was found.
     *
     * @param problem why nothing was found; null when a document of the issuer was there, whatever it says
     */
    public record Addresses(
            @Nullable String jwksUri,
            @Nullable String introspectionUri,
            @Nullable String problem) {}

    /** One document, or why there is none. */
    record Found(
            Form form,
            @Nullable ProviderMetadata metadata,
            String problem,
            @Nullable Probed probed) {}

    /** Where an issuer publishes. */
    enum Form {
        /** RFC 8414: between the host and the path. */
        OAUTH_METADATA {
            @Override
            URI address(String issuer) {
                URI uri = URI.create(issuer);
                String path = uri.getRawPath() == null ? "" : uri.getRawPath();
                return URI.create(uri.getScheme() + "://" + uri.getRawAuthority()
                        + "/.well-known/oauth-authorization-server" + (path.equals("/") ? "" : path));
            }
        },
        /** OpenID Connect Discovery: behind the path. */
        OPENID_CONFIGURATION {
            @Override
            URI address(String issuer) {
                return URI.create(issuer.replaceAll("/$", "") + "/.well-known/openid-configuration");
            }
        };

        abstract URI address(String issuer);
    }
}
