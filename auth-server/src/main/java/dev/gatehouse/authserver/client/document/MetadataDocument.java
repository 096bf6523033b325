package dev.gatehouse.authserver.client.document;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientLookup;
import dev.gatehouse.authserver.client.ClientName;
import dev.gatehouse.authserver.client.KeySetText;
import dev.gatehouse.policy.client.ClientAuthentication;
import dev.gatehouse.policy.client.RedirectUri;
import dev.gatehouse.policy.client.Registration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Judges a metadata document (draft section 4, RFC 7591 section 2). What is unknown is ignored, and so are grant types:
 * whether refresh tokens are issued is for the authorization server to say. A redirect URI that may not be used is left out
 * as long as another one can be: vendors list what other servers accept, and nothing is ever sent to what is left out.
 * Symmetric secrets are refused, because everybody can read them.
 */
public final class MetadataDocument {

    /** The most that a document may have. The draft recommends 5 KB. */
    public static final int MAX_BYTES = 10 * 1024;

    private static final int MAX_REDIRECT_URIS = 50;
    private static final Set<String> GRANT_TYPES = Set.of("authorization_code", "refresh_token");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonNode document;

    private MetadataDocument(JsonNode document) {
        this.document = document;
    }

    /** The client that a document at the URL {@code clientId} tells of: found, or unusable. */
    public static ClientLookup read(String clientId, String text) {
        try {
            JsonNode document = JSON.readTree(text);
            if (!document.isObject()) {
                return new ClientLookup.Unusable("its metadata document is not a JSON object");
            }
            return new ClientLookup.Found(new MetadataDocument(document).client(clientId));
        } catch (JacksonException e) {
            return new ClientLookup.Unusable("its metadata document is not JSON, or names a member twice");
        } catch (NotInOrder e) {
            return new ClientLookup.Unusable(Objects.requireNonNull(e.getMessage()));
        }
    }

    private Client client(String clientId) throws NotInOrder {
        if (!text("client_id").equals(Optional.of(clientId))) {
            throw new NotInOrder("the client_id in its metadata document is another one");
        }
        String name = ClientName.clean(text("client_name").orElse(""));
        if (name.isEmpty()) {
            throw new NotInOrder("its metadata document has no client_name");
        }
        if (member("client_secret").isPresent()
                || member("client_secret_expires_at").isPresent()) {
            throw new NotInOrder("its metadata document has a client_secret");
        }
        Client.Keys keys = keys();
        return new Client(
                clientId,
                Registration.METADATA_DOCUMENT,
                name,
                redirectUris(),
                authentications(keys),
                GRANT_TYPES,
                keys,
                null,
                null);
    }

    private List<RedirectUri> redirectUris() throws NotInOrder {
        List<RedirectUri> usable = texts("redirect_uris").stream()
                .map(RedirectUri::parse)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        if (usable.isEmpty() || usable.size() > MAX_REDIRECT_URIS) {
            throw new NotInOrder(
                    "its metadata document has no redirect URI that may be used, or more than " + MAX_REDIRECT_URIS);
        }
        return usable;
    }

    /**
     * The methods of {@code token_endpoint_auth_method} and of the list of choices
     * {@code token_endpoint_auth_methods_supported} (OpenID Connect Relying Party Metadata Choices), together.
     */
    private Set<ClientAuthentication> authentications(Client.Keys keys) throws NotInOrder {
        Optional<String> one = text("token_endpoint_auth_method");
        if (one.flatMap(ClientAuthentication::of)
                        .filter(ClientAuthentication::bySecret)
                        .isPresent()
                || one.equals(Optional.of("client_secret_jwt"))) {
            throw new NotInOrder("its metadata document names an authentication by a secret");
        }
        List<String> named = new ArrayList<>(
                member("token_endpoint_auth_methods_supported").isPresent()
                        ? texts("token_endpoint_auth_methods_supported")
                        : List.of());
        one.ifPresent(named::add);
        if (named.isEmpty()) {
            named.add(ClientAuthentication.NONE.value());
        }
        Set<ClientAuthentication> methods = EnumSet.noneOf(ClientAuthentication.class);
        named.stream().map(ClientAuthentication::of).flatMap(Optional::stream).forEach(methods::add);
        methods.removeIf(ClientAuthentication::bySecret);
        if (keys.equals(Client.Keys.NONE)) {
            methods.remove(ClientAuthentication.PRIVATE_KEY_JWT);
        }
        if (methods.isEmpty()) {
            throw new NotInOrder("its metadata document names no authentication method that is possible here");
        }
        return methods;
    }

    private Client.Keys keys() throws NotInOrder {
        JsonNode jwks = member("jwks").orElse(null);
        Optional<String> jwksUri = text("jwks_uri");
        if (jwks != null && jwksUri.isPresent()) {
            throw new NotInOrder("its metadata document has both jwks and jwks_uri");
        }
        return new Client.Keys(null, jwks == null ? null : publicKeys(jwks), jwksUri.orElse(null));
    }

    private static String publicKeys(JsonNode jwks) throws NotInOrder {
        String text = jwks.toString();
        JWKSet keys = KeySetText.parse(text)
                .orElseThrow(() -> new NotInOrder("the jwks of its metadata document is not a key set"));
        if (keys.getKeys().stream().anyMatch(JWK::isPrivate)) {
            throw new NotInOrder("its metadata document holds a private or symmetric key");
        }
        return text;
    }

    /** A member that is null is as if it were not there. */
    private Optional<JsonNode> member(String name) {
        return Optional.ofNullable(document.get(name)).filter(value -> !value.isNull());
    }

    private Optional<String> text(String member) throws NotInOrder {
        Optional<JsonNode> value = member(member);
        return value.isEmpty() ? Optional.empty() : Optional.of(string(member, value.get()));
    }

    private List<String> texts(String member) throws NotInOrder {
        JsonNode value = document.get(member);
        if (value == null || !value.isArray()) {
            throw new NotInOrder(member + " of its metadata document is not an array");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode element : value) {
            texts.add(string(member, element));
        }
        return texts;
    }

    private static String string(String member, @Nullable JsonNode value) throws NotInOrder {
        if (value == null || !value.isString()) {
            throw new NotInOrder(member + " of its metadata document is not of the right type");
        }
        return value.stringValue();
    }

    /** The document is not in order; the message is for people. */
    private static final class NotInOrder extends Exception {
        private static final long serialVersionUID = 1L;

        NotInOrder(String problem) {
            super(problem, null, false, false);
        }
    }
}
