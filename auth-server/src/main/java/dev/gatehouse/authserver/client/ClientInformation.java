package dev.gatehouse.authserver.client;

import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.db.client.ClientRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** What a client is told about its registration (RFC 7591 section 3.2.1, RFC 7592 section 3). */
@Component
final class ClientInformation {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String registration;

    ClientInformation(Settings settings) {
        this.registration = settings.issuer() + "/oauth2/register/";
    }

    /** The metadata as they are kept with the client, without what has a column of its own. */
    String stored(ClientMetadata metadata) {
        return JSON.writeValueAsString(members(metadata));
    }

    /** The answer to a registration: what was registered, with the redirect URIs as they were sent. */
    Map<String, Object> of(ClientRow row, ClientMetadata metadata) {
        return complete(row, members(metadata));
    }

    /** The same from the store. */
    Map<String, Object> of(ClientRow row) {
        return complete(row, JSON.readValue(row.metadata(), new TypeReference<LinkedHashMap<String, Object>>() {}));
    }

    /** The names of the members that are not the same in two states of a client. */
    Set<String> changed(ClientRow before, ClientRow after) {
        Map<String, Object> old = of(before);
        Map<String, Object> now = of(after);
        Set<String> names = new TreeSet<>(old.keySet());
        names.addAll(now.keySet());
        names.removeIf(name -> Objects.equals(old.get(name), now.get(name)));
        return names;
    }

    /** Adds what a client that manages its registration needs. The secret is shown when it is made, and never again. */
    Map<String, Object> withCredentials(
            Map<String, Object> answer, ClientRow row, Optional<String> secret, String token) {
        secret.ifPresent(value -> {
            answer.put("client_secret", value);
            answer.put("client_secret_expires_at", 0);
        });
        answer.put("registration_access_token", token);
        answer.put("registration_client_uri", registration + row.clientId());
        return answer;
    }

    private static Map<String, Object> complete(ClientRow row, Map<String, Object> members) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("client_id", row.clientId());
        answer.put("client_id_issued_at", row.createdAt().getEpochSecond());
        answer.putAll(members);
        if (row.jwks() != null) {
            answer.put("jwks", JSON.readTree(row.jwks()));
        }
        if (row.jwksUri() != null) {
            answer.put("jwks_uri", row.jwksUri());
        }
        return answer;
    }

    private static Map<String, Object> members(ClientMetadata metadata) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("client_name", metadata.name());
        members.put("redirect_uris", metadata.redirectUriValues());
        members.put("grant_types", List.of("authorization_code", "refresh_token"));
        members.put("response_types", List.of("code"));
        members.put("token_endpoint_auth_method", metadata.authentication().value());
        members.put("application_type", metadata.applicationType());
        if (metadata.scope() != null) {
            members.put("scope", metadata.scope());
        }
        if (metadata.clientUri() != null) {
            members.put("client_uri", metadata.clientUri());
        }
        return members;
    }
}
