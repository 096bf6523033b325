package dev.gatehouse.policy.client;

import java.net.URI;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/**
 * What the admins of an account think of one client, or of every client whose metadata document is on one domain.
 *
 * @param subject a {@code client_id}, or a host name in lower case
 */
public record ClientRule(Kind kind, String subject, Verdict verdict) {

    /** What a rule is about. */
    public enum Kind {
        /** One {@code client_id}. */
        CLIENT,
        /** A host name and everything below it. */
        DOMAIN
    }

    /** What a rule says. */
    public enum Verdict {
        /** The client is refused. */
        DENY,
        /** The client is let in; where any domain is allowed or trusted, metadata documents of others are refused. */
        ALLOW,
        /** The client is let in, and people are told that their admins trust it. */
        TRUST
    }

    /**
     * What these rules say of a client. The rule for the client itself comes first, then that of the longest domain. A
     * client about which nothing is said is allowed, unless it is known by a metadata document and the account lists the
     * domains that it allows.
     */
    public static Verdict judge(Collection<ClientRule> rules, String clientId) {
        Optional<Verdict> own = rules.stream()
                .filter(rule -> rule.kind == Kind.CLIENT && rule.subject.equals(clientId))
                .map(ClientRule::verdict)
                .findFirst();
        if (own.isPresent() || !Registration.isDocument(clientId)) {
            return own.orElse(Verdict.ALLOW);
        }
        String host = host(clientId);
        boolean listed = rules.stream().anyMatch(rule -> rule.kind == Kind.DOMAIN && rule.verdict != Verdict.DENY);
        return rules.stream()
                .filter(rule -> rule.kind == Kind.DOMAIN && rule.covers(host))
                .max((a, b) -> Integer.compare(a.subject.length(), b.subject.length()))
                .map(ClientRule::verdict)
                .orElse(listed ? Verdict.DENY : Verdict.ALLOW);
    }

    private boolean covers(String host) {
        return host.equals(subject) || host.endsWith("." + subject);
    }

    private static String host(String clientId) {
        String host = URI.create(clientId).getHost();
        return host == null ? "" : host.toLowerCase(Locale.ROOT);
    }
}
