package dev.gatehouse.authserver.provider;

import dev.gatehouse.authserver.provider.Discovery.Found;
import dev.gatehouse.db.server.ExternalIdpRow;
import dev.gatehouse.db.server.ExternalIdpRow.Validation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Looks at what the issuer publishes about itself: clients of MCP find their way by it, and by nothing else. */
final class MetadataChecks {

    private final ExternalIdpRow provider;
    private final List<Found> found;
    private final List<ProviderMetadata> documents;

    MetadataChecks(ExternalIdpRow provider, List<Found> found) {
        this.provider = provider;
        this.found = found;
        this.documents =
                found.stream().map(Found::metadata).filter(Objects::nonNull).toList();
    }

    List<Check> run() {
        List<Check> checks = new ArrayList<>();
        found.forEach(one -> checks.add(document(one)));
        if (documents.isEmpty()) {
            return checks;
        }
        checks.add(address());
        checks.add(challenge());
        checks.add(registration());
        checks.add(scopes());
        return checks;
    }

    private Check document(Found one) {
        String name = one.form().name();
        if (one.metadata() != null) {
            return Check.ok(name, "it is there, and it is of the issuer");
        }
        return documents.isEmpty()
                ? Check.failed(name, one.problem() + "; clients of MCP cannot find out where to sign in")
                : Check.skipped(name, one.problem() + "; the other document is enough");
    }

    private Check address() {
        boolean byKeys = provider.validation() == Validation.JWKS;
        String member = byKeys ? "jwksUri" : "introspectionUri";
        String entered = byKeys ? provider.jwksUri() : provider.introspectionUri();
        Optional<String> published = documents.stream()
                .map(one -> byKeys ? one.jwksUri() : one.introspectionEndpoint())
                .filter(Objects::nonNull)
                .findFirst();
        if (published.isEmpty()) {
            return Check.warning(
                    "ADDRESS", "the issuer publishes no address for `" + member + "`; the one entered is used");
        }
        return published.get().equals(entered)
                ? Check.ok("ADDRESS", "`" + member + "` is the one that the issuer publishes")
                : Check.warning(
                        "ADDRESS",
                        "the issuer publishes " + ProbeWords.shown(published.get()) + " for `" + member
                                + "`, and another was entered");
    }

    private Check challenge() {
        boolean listed = documents.stream()
                .anyMatch(one ->
                        one.challengeMethods() != null && one.challengeMethods().contains("S256"));
        return listed
                ? Check.ok("PKCE", "S256 is listed")
                : Check.warning(
                        "PKCE",
                        "the issuer does not list S256 in code_challenge_methods_supported: clients that follow MCP to the"
                                + " letter refuse to sign in there");
    }

    private Check registration() {
        return documents.stream().anyMatch(ProviderMetadata::letsClientsIn)
                ? Check.ok("CLIENTS", "clients can register themselves, or be known by a document of theirs")
                : Check.warning(
                        "CLIENTS",
                        "clients cannot register themselves there: make them known by hand and give people the client id");
    }

    private Check scopes() {
        List<String> listed = listedScopes();
        if (provider.scopes().isEmpty()) {
            return Check.ok("SCOPES", "no scopes are required");
        }
        if (listed == null) {
            return Check.skipped("SCOPES", "the issuer does not list its scopes");
        }
        TreeSet<String> missing = new TreeSet<>(provider.scopes());
        listed.forEach(missing::remove);
        return missing.isEmpty()
                ? Check.ok("SCOPES", "the issuer knows all required scopes")
                : Check.warning(
                        "SCOPES",
                        "the issuer does not list " + String.join(", ", missing)
                                + ": it may have scopes that it does not list, or they are misspelt");
    }

    private @Nullable List<String> listedScopes() {
        return documents.stream()
                .map(ProviderMetadata::scopes)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
