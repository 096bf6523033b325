package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.key.WrappedSecrets;
import dev.gatehouse.authserver.key.WrappedSecrets.Owner;
import dev.gatehouse.authserver.provider.Preset;
import dev.gatehouse.db.server.ExternalIdpRow;
import dev.gatehouse.db.server.ExternalIdpRow.Validation;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Changes to an external identity provider, or all of a new one. */
public record ProviderPatch(
        Patch<String> name,
        Patch<String> issuer,
        Patch<String> audience,
        Patch<Validation> validation,
        Patch<String> jwksUri,
        Patch<String> introspectionUri,
        Patch<String> clientId,
        Patch<String> clientSecret,
        Patch<List<String>> requiredScopes,
        Patch<Preset> preset) {

    private static final String MISSING = "";

    /** Whether an address is left out that the issuer may publish. */
    boolean addressIsLeftOut() {
        return (wanted() == Validation.JWKS ? jwksUri : introspectionUri).value() == null;
    }

    /** This patch with the address that was left out. */
    ProviderPatch withAddress(String address) {
        boolean byKeys = wanted() == Validation.JWKS;
        return new ProviderPatch(
                name,
                issuer,
                audience,
                validation,
                byKeys ? new Patch<>(true, address) : jwksUri,
                byKeys ? introspectionUri : new Patch<>(true, address),
                clientId,
                clientSecret,
                requiredScopes,
                preset);
    }

    Validation wanted() {
        return validation.required("validation", Validation.JWKS);
    }

    /** Refuses members that are for the other way to validate. */
    void requireFittingMembers() {
        requireFitting(wanted());
    }

    private void requireFitting(Validation how) {
        requireFor(Validation.INTROSPECTION, how, introspectionUri, clientId, clientSecret);
        requireFor(Validation.JWKS, how, jwksUri);
    }

    /** A new provider; what must be there and is not is refused. */
    ExternalIdpRow create(UUID accountId, ServerValues values, WrappedSecrets secrets) {
        ExternalIdpRow empty = new ExternalIdpRow(
                UUID.randomUUID(),
                accountId,
                MISSING,
                MISSING,
                MISSING,
                Validation.JWKS,
                null,
                null,
                null,
                null,
                "",
                null,
                0);
        return applyTo(empty, values, secrets);
    }

    /** The provider as the patch wants it. What only the other way to validate needs is forgotten with it. */
    ExternalIdpRow applyTo(ExternalIdpRow row, ServerValues values, WrappedSecrets secrets) {
        Validation how = validation.required("validation", row.validation());
        boolean byKeys = how == Validation.JWKS;
        requireFitting(how);
        List<String> scopes = requiredScopes.required("requiredScopes", List.of());
        Preset product = preset.value();
        return new ExternalIdpRow(
                row.id(),
                row.accountId(),
                Values.name(name.required("name", row.name())),
                values.foreignIssuer(issuer.required("issuer", row.issuer())),
                Values.claim("audience", audience.required("audience", row.audience())),
                how,
                byKeys ? Values.secureUrl("jwksUri", needed("jwksUri", jwksUri, row.jwksUri())) : null,
                byKeys ? null : Values.clientId(needed("clientId", clientId, row.clientId())),
                byKeys ? null : secret(row, secrets),
                byKeys
                        ? null
                        : Values.secureUrl(
                                "introspectionUri",
                                needed("introspectionUri", introspectionUri, row.introspectionUri())),
                requiredScopes.present() ? Values.foreignScopes(scopes) : row.requiredScopes(),
                preset.present() ? (product == null ? null : product.name()) : row.preset(),
                row.version());
    }

    /** A secret is sent where its administrator has sent it, and nowhere else: who moves the endpoint has to know it. */
    private String secret(ExternalIdpRow row, WrappedSecrets secrets) {
        String given = clientSecret.value();
        if (given != null) {
            return secrets.wrap(Owner.provider(row.id()), Values.clientSecret(given), row.clientSecret());
        }
        String stored = row.clientSecret();
        if (stored == null || clientSecret.present()) {
            throw new InvalidValue("`clientSecret` is required for `INTROSPECTION`");
        }
        String wanted = introspectionUri.orElse(row.introspectionUri());
        if (!place(wanted).equals(place(row.introspectionUri()))) {
            throw new InvalidValue(
                    "`clientSecret` must be entered again when `introspectionUri` moves to another host");
        }
        return stored;
    }

    private static String place(@Nullable String url) {
        try {
            URI uri = URI.create(String.valueOf(url));
            return (uri.getScheme() + "://" + uri.getRawAuthority()).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return String.valueOf(url);
        }
    }

    private static String needed(String member, Patch<String> patch, @Nullable String current) {
        String value = patch.orElse(current);
        if (value == null) {
            throw new InvalidValue("`" + member + "` is required for this `validation`");
        }
        return value;
    }

    private static void requireFor(Validation owner, Validation wanted, Patch<?>... members) {
        for (Patch<?> member : members) {
            if (wanted != owner && member.value() != null) {
                throw new InvalidValue(
                        owner == Validation.JWKS
                                ? "`jwksUri` is for `JWKS`"
                                : "`introspectionUri`, `clientId` and `clientSecret` are for `INTROSPECTION`");
            }
        }
    }

    /** Does not print the secret. */
    @Override
    public String toString() {
        return "ProviderPatch[" + name + "]";
    }
}
