package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.object;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.SystemRole;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A fresh account with a person who monitors all (mo), and what tests of integrations need. */
final class IntegrationFixture {

    final AccountFixture account = new AccountFixture();
    final AdminApi api = account.api;
    final UUID mo = account.person("mo", SystemRole.MONITOR_ALL);

    /** An integration, made through the API. */
    UUID integration(String name) {
        return id(ok(api.post("/integrations", object("name", name))));
    }

    /** Sets a person's chosen levels: ids and levels in turn. */
    Answer choose(AdminApi caller, UUID userId, Object... idsAndLevels) {
        return caller.put("/users/" + userId + "/integration-access", levels(idsAndLevels));
    }

    void chosen(UUID userId, Object... idsAndLevels) {
        ok(choose(api, userId, idsAndLevels));
    }

    static Map<String, Object> levels(Object... idsAndLevels) {
        List<Object> levels = new ArrayList<>();
        for (int i = 0; i < idsAndLevels.length; i += 2) {
            levels.add(object("id", idsAndLevels[i], "level", idsAndLevels[i + 1]));
        }
        return object("integrations", levels);
    }

    /** A person in a role of the account's own with these capabilities and this level on all integrations. */
    UUID person(String level, Capability... capabilities) {
        String name = "p" + UUID.randomUUID();
        Answer role = ok(account.as(account.olga)
                .post(
                        "/roles",
                        object("name", name, "capabilities", List.of(capabilities), "integrationLevel", level)));
        UUID person = account.person(name, SystemRole.CUSTOM_LEVEL);
        ok(account.as(account.olga).put("/users/" + person + "/role", object("roleId", id(role))));
        return person;
    }

    /** What somebody sees: names and levels. */
    Map<String, String> seen(UUID userId) {
        Map<String, String> seen = new LinkedHashMap<>();
        account.as(userId)
                .get("/integrations")
                .json()
                .get("items")
                .forEach(item ->
                        seen.put(item.get("name").asString(), item.get("level").asString()));
        return seen;
    }

    void settings(Object... namesAndValues) {
        ok(api.patch("/account", object(namesAndValues)));
    }

    /** The decision about somebody, in one line: allowed, reason, level, condition. */
    String decision(AdminApi caller, UUID userId, String resource, String verb, UUID integrationId) {
        Answer answer = caller.post(
                "/permissions/evaluate",
                object("userId", userId, "resource", resource, "verb", verb, "integrationId", integrationId));
        if (answer.status() != 200) {
            return answer.outcome();
        }
        List<String> parts = new ArrayList<>();
        for (String member : List.of("allowed", "reason", "level", "condition")) {
            parts.add(
                    answer.json().get(member).isNull()
                            ? "-"
                            : answer.json().get(member).asString());
        }
        return String.join(" ", parts);
    }

    static Answer ok(Answer answer) {
        if (answer.status() / 100 != 2) {
            throw new AssertionError(answer.outcome() + " " + answer.text());
        }
        return answer;
    }

    static UUID id(Answer answer) {
        return UUID.fromString(answer.json().path("id").asString());
    }
}
