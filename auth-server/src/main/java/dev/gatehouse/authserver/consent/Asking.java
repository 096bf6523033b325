package dev.gatehouse.authserver.consent;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.policy.client.ClientRule.Verdict;
import dev.gatehouse.policy.client.RedirectUri;
import dev.gatehouse.policy.client.Registration;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * Who asks, and what is known of them: what a person has to see before allowing anything (RFC 9700 section 4.14,
 * draft-ietf-oauth-client-id-metadata-document section 6).
 *
 * @param name what the client calls itself
 * @param identity who vouches for that
 * @param publisher the host that publishes the client's metadata document; empty for others
 * @param trusted whether the admins of the account trust the client; never of one that registered itself, because any
 *     program can register the same
 * @param host where the answer goes: what a person should look at first
 * @param kind whether that is a site, the person's own computer, or an app on it
 * @param elsewhere whether the answer leaves the domain that publishes the metadata document
 */
public record Asking(
        String name,
        Identity identity,
        String publisher,
        boolean trusted,
        String host,
        RedirectUri.Kind kind,
        boolean elsewhere) {

    /** Who vouches for a client. */
    public enum Identity {
        /** Nobody: it registered itself. */
        SELF_REGISTERED,
        /** The domain that publishes its metadata document. */
        PUBLISHED,
        /** An admin, who registered it. */
        REGISTERED_BY_ADMIN
    }

    static Asking of(Client client, RedirectUri redirect, Verdict verdict) {
        String publisher = client.registration() == Registration.METADATA_DOCUMENT ? host(client.clientId()) : "";
        boolean https = redirect.kind() == RedirectUri.Kind.HTTPS;
        return new Asking(
                client.name(),
                identity(client.registration()),
                publisher,
                verdict == Verdict.TRUST && client.registration() != Registration.DYNAMIC,
                redirect.host(),
                redirect.kind(),
                !publisher.isEmpty() && https && !within(redirect.host(), publisher));
    }

    /** The host in its labels, each with the dot that follows it: between them a narrow page may break the line. */
    public List<String> labels() {
        return List.of(host.split("(?<=\\.)"));
    }

    private static Identity identity(Registration registration) {
        return switch (registration) {
            case DYNAMIC -> Identity.SELF_REGISTERED;
            case METADATA_DOCUMENT -> Identity.PUBLISHED;
            case ADMIN -> Identity.REGISTERED_BY_ADMIN;
        };
    }

    private static boolean within(String host, String publisher) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.equals(publisher) || lower.endsWith("." + publisher);
    }

    private static String host(String clientId) {
        String host = URI.create(clientId).getHost();
        return host == null ? clientId : host.toLowerCase(Locale.ROOT);
    }
}
