package dev.gatehouse.authserver.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Things that can be told by a name as well as by their id, and the members of their list in which the name stands. */
enum Kind {
    SERVER("/servers", "slug"),
    USER("/users", "email"),
    ROLE("/roles", "name", "systemKey"),
    TEAM("/teams", "name"),
    BUNDLE("/bundles", "slug"),
    CLIENT("/clients", "id", "clientId", "name"),
    TOKEN("/api-tokens", "name"),
    PROVIDER("/identity-providers", "name"),
    INVITATION("/invitations", "email"),
    INTEGRATION("/integrations", "name");

    private static final Set<String> PAST = Set.of("ACCEPTED", "WITHDRAWN");

    private final String list;
    private final List<String> members;

    Kind(String list, String... members) {
        this.list = list;
        this.members = List.of(members);
    }

    /** The kind that the table calls so; empty for what has an id only. */
    static Optional<Kind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }

    String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    String list() {
        return list;
    }

    /** Whether this thing is over: an invitation that was accepted or withdrawn. */
    boolean past(JsonNode item) {
        return this == INVITATION && PAST.contains(item.path("status").asString(""));
    }

    List<String> members() {
        return members;
    }
}
