package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.server.ExternalIdpRow;
import dev.gatehouse.db.server.ExternalIdpRow.Validation;
import java.util.List;
import java.util.UUID;

/** Changes to an external identity provider, or all of a new one. */
public record ProviderPatch(
        Patch<String> name,
        Patch<String> issuer,
        Patch<String> audience,
        Patch<Validation> validation,
        Patch<String> jwksUri,
        Patch<String> clientId,
        Patch<String> clientSecret,
        Patch<List<String>> requiredScopes) {

    private static final String MISSING = "";

    /** A new provider; what must be there and is not is refused. */
    ExternalIdpRow create(UUID accountId, ServerValues values) {
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
        return applyTo(empty, values);
    }

    /** The provider as the patch wants it. */
    ExternalIdpRow applyTo(ExternalIdpRow row, ServerValues values) {
        if (validation.required("validation", row.validation()) != Validation.JWKS) {
            throw new InvalidValue("`validation` can only be `JWKS`; `INTROSPECTION` comes with a later version");
        }
        if (clientId.value() != null || clientSecret.value() != null) {
            throw new InvalidValue("`clientId` and `clientSecret` are for `INTROSPECTION`, which comes later");
        }
        String keys = jwksUri.orElse(row.jwksUri());
        if (keys == null) {
            throw new InvalidValue("`jwksUri` is required for `JWKS`");
        }
        List<String> scopes = requiredScopes.required("requiredScopes", List.of());
        return new ExternalIdpRow(
                row.id(),
                row.accountId(),
                Values.name(name.required("name", row.name())),
                values.foreignIssuer(issuer.required("issuer", row.issuer())),
                Values.claim("audience", audience.required("audience", row.audience())),
                Validation.JWKS,
                Values.secureUrl("jwksUri", keys),
                null,
                null,
                null,
                requiredScopes.present() ? Values.foreignScopes(scopes) : row.requiredScopes(),
                null,
                row.version());
    }
}
