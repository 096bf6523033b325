package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.object;
import static dev.gatehouse.authserver.admin.ReachModel.ITSELF;

import dev.gatehouse.db.access.AccessSnapshot;
import dev.gatehouse.db.access.AccessSnapshots;
import dev.gatehouse.db.authorization.Approval;
import dev.gatehouse.db.authorization.ApprovalOutcome;
import dev.gatehouse.db.authorization.AuthorizationRepository;
import dev.gatehouse.db.client.ClientRepository;
import dev.gatehouse.db.client.ClientRow;
import dev.gatehouse.policy.access.AccessPolicy;
import dev.gatehouse.policy.access.Action;
import dev.gatehouse.policy.access.Decision;
import dev.gatehouse.policy.access.Facts.AuthorizationFacts;
import dev.gatehouse.policy.access.Facts.SessionFacts;
import dev.gatehouse.policy.account.SystemRole;
import dev.gatehouse.policy.resource.ProtectedResource;
import dev.gatehouse.policy.scope.ScopeRequest;
import dev.gatehouse.policy.scope.Scopes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** An account of the running program beside a {@link ReachModel}: every change is made to both, and they are compared. */
final class ReachWorld {

    private final AccountFixture demo = new AccountFixture();
    private final ReachModel model;
    private final List<UUID> people = new ArrayList<>();
    private final List<UUID> servers = new ArrayList<>();
    private final List<UUID> teams = new ArrayList<>();
    private final List<UUID> bundles = new ArrayList<>();
    private final List<UUID> roles = new ArrayList<>();
    private final List<UUID> authorizations = new ArrayList<>();
    private final UUID provider;
    private final String clientId = "model-" + UUID.randomUUID();

    ReachWorld(boolean immediate) {
        model = new ReachModel(immediate);
        if (immediate) {
            must(demo.api.patch("/account", object("revocationMode", "IMMEDIATE")), 200);
        }
        AdminApi.bean(ClientRepository.class)
                .save(ClientRow.dynamic(clientId, "Model", List.of("http://localhost/cb"), "{}", Instant.now()));
        roles.add(demo.roles.get(SystemRole.CUSTOM_LEVEL));
        roles.add(demo.roles.get(SystemRole.SUPER_ADMIN));
        roles.add(made("/roles", object("name", "Edited", "capabilities", List.of("MCP_CONNECT"))));
        provider = demo.provider();
        for (int i = 0; i < ReachModel.PEOPLE; i++) {
            people.add(demo.person("p" + i, SystemRole.CUSTOM_LEVEL));
        }
        for (int i = 0; i < ReachModel.SERVERS; i++) {
            servers.add(demo.server("s" + i));
        }
        for (int i = 0; i < ReachModel.TEAMS; i++) {
            teams.add(made("/teams", object("name", "t" + i)));
        }
        for (int i = 0; i < ReachModel.BUNDLES; i++) {
            bundles.add(made("/bundles", object("name", "b" + i, "slug", "b" + i + "-" + demo.mark)));
            must(demo.api.put(bundle(i) + "/teams", object("teamIds", List.of(teams.get(i)))), 200);
            model.provisioned.add(List.of(i, i));
            assign(i, 0);
            must(demo.api.post(team(i) + "/members", object("userIds", List.of(people.get(i)))), 200);
            model.members.add(List.of(i, i));
        }
    }

    /** Does it, here and in the model, and says where they differ; empty when they agree. */
    String step(ReachChange change) {
        int p = change.person();
        int s = change.server();
        int g = change.group();
        switch (change.kind()) {
            case CONNECT -> connect(p, s, ITSELF);
            case CONNECT_THROUGH -> connect(p, s, g);
            case GRANT, REMOVE, CONVERT, GRANT_ALL, SELECT_ONE -> grants(change);
            case GIVE_ROLE, EDIT_ROLE, DISABLE, ENABLE, DELETE_PERSON, JOIN_TEAM, LEAVE_TEAM -> people(change);
            case SWITCH_TEAM -> {
                model.teamOn[g] = !model.teamOn[g];
                must(demo.api.patch(team(g), object("enabled", model.teamOn[g])), 200);
            }
            case SWITCH_BUNDLE -> {
                model.bundleOn[g] = !model.bundleOn[g];
                must(demo.api.patch(bundle(g), object("enabled", model.bundleOn[g])), 200);
            }
            case PROVISION -> {
                int t = change.other() % ReachModel.TEAMS;
                model.provisioned.add(List.of(g, t));
                must(demo.api.post(bundle(g) + "/teams", object("teamIds", List.of(teams.get(t)))), 200);
            }
            case UNPROVISION -> {
                int t = change.other() % ReachModel.TEAMS;
                model.provisioned.remove(List.of(g, t));
                must(demo.api.delete(bundle(g) + "/teams/" + teams.get(t)), 204);
            }
            case ASSIGN, UNASSIGN, SWITCH_ASSIGNMENT -> assignments(change);
            case REACH_POLICY -> policy(change.other());
            case SWITCH_SERVER, DELETE_SERVER, EXTERNAL, BUILT_IN -> servers(change);
        }
        model.settle();
        return differences();
    }

    private void grants(ReachChange change) {
        int p = change.person();
        int s = change.server();
        boolean listed = !model.deleted[s] && !model.external[s] && model.direct && !model.byRole(p);
        boolean saved = model.direct && model.member(p) && !model.byRole(p);
        UUID user = people.get(p);
        switch (change.kind()) {
            case GRANT -> {
                boolean may = listed && model.active(p) && !model.all.contains(p);
                expect(may, demo.grant(servers.get(s), user));
                if (may) {
                    model.grants.add(List.of(p, s));
                }
            }
            case REMOVE -> {
                boolean may = listed && model.member(p) && !model.all.contains(p);
                expect(may, demo.api.delete(server(s) + "/users/" + user));
                if (may) {
                    model.grants.remove(List.of(p, s));
                }
            }
            case CONVERT -> {
                boolean may = listed && model.member(p);
                expect(may, demo.api.delete(server(s) + "/users/" + user + "?convert=selected"));
                if (may && model.all.remove(p)) {
                    for (int other = 0; other < ReachModel.SERVERS; other++) {
                        if (!model.deleted[other]) {
                            model.grants.add(List.of(p, other));
                        }
                    }
                }
                if (may) {
                    model.grants.remove(List.of(p, s));
                }
            }
            case GRANT_ALL -> {
                expect(saved, demo.access(user, object("mode", "ALL")));
                if (saved) {
                    model.all.add(p);
                }
            }
            default -> {
                boolean kept = model.grants.contains(List.of(p, s));
                boolean may = saved && !model.deleted[s] && (!model.external[s] || kept);
                Object servers = List.of(object("id", this.servers.get(s)));
                expect(may, demo.access(user, object("mode", "SELECTED", "servers", servers)));
                if (may) {
                    model.all.remove(p);
                    model.grants.removeIf(grant -> grant.get(0) == p && !model.external[grant.get(1)]);
                    model.grants.add(List.of(p, s));
                }
            }
        }
    }

    private void people(ReachChange change) {
        int p = change.person();
        int g = change.group();
        String user = "/users/" + people.get(p);
        boolean member = model.member(p);
        switch (change.kind()) {
            case GIVE_ROLE -> {
                int role = change.other() % ReachModel.ROLES;
                expect(member, demo.api.put(user + "/role", object("roleId", roles.get(role))));
                model.roleOf[p] = member ? role : model.roleOf[p];
            }
            case EDIT_ROLE -> {
                model.connects[2] = change.other() != 0;
                model.reachesAll[2] = change.other() == 1;
                List<String> capabilities = new ArrayList<>(List.of("LOGS_VIEW_EXPORT"));
                if (model.connects[2]) {
                    capabilities.add("MCP_CONNECT");
                }
                if (model.reachesAll[2]) {
                    capabilities.add("MCP_USE_ALL_SERVERS");
                }
                must(demo.api.patch("/roles/" + roles.get(2), object("capabilities", capabilities)), 200);
            }
            case DISABLE -> {
                expect(member, demo.api.patch(user, object("status", "DISABLED")));
                if (model.active(p)) {
                    model.depart(p, ReachModel.Status.DISABLED);
                }
            }
            case ENABLE -> {
                expect(member, demo.api.patch(user, object("status", "ACTIVE")));
                model.status[p] = member ? ReachModel.Status.ACTIVE : ReachModel.Status.GONE;
            }
            case DELETE_PERSON -> {
                expect(member, demo.api.delete(user));
                if (member) {
                    model.depart(p, ReachModel.Status.GONE);
                    model.all.remove(p);
                    model.grants.removeIf(grant -> grant.get(0) == p);
                    model.members.removeIf(in -> in.get(1) == p);
                }
            }
            case JOIN_TEAM -> {
                boolean already = model.members.contains(List.of(g, p));
                boolean may = model.active(p) || (already && member);
                expect(may, demo.api.post(team(g) + "/members", object("userIds", List.of(people.get(p)))));
                if (may) {
                    model.members.add(List.of(g, p));
                }
            }
            default -> {
                expect(member, demo.api.delete(team(g) + "/members/" + people.get(p)));
                model.members.remove(List.of(g, p));
            }
        }
    }

    private void assignments(ReachChange change) {
        int s = change.server();
        int b = change.group();
        List<Integer> key = List.of(b, s);
        boolean carried = model.assignments.containsKey(key);
        if (model.deleted[s]) {
            return;
        }
        switch (change.kind()) {
            case ASSIGN -> {
                if (carried) {
                    expect(false, demo.api.post(bundle(b) + "/servers", object("serverId", servers.get(s))));
                } else {
                    assign(b, s);
                }
            }
            case UNASSIGN -> {
                expect(carried, demo.api.delete(bundle(b) + "/servers/" + servers.get(s)));
                model.assignments.remove(key);
            }
            default -> {
                boolean on = !model.assignments.getOrDefault(key, true);
                expect(carried, demo.api.patch(bundle(b) + "/servers/" + servers.get(s), object("enabled", on)));
                model.assignments.computeIfPresent(key, (k, before) -> on);
            }
        }
    }

    private void servers(ReachChange change) {
        int s = change.server();
        boolean there = !model.deleted[s];
        switch (change.kind()) {
            case SWITCH_SERVER -> {
                model.serverOn[s] = there != model.serverOn[s];
                expect(there, demo.api.patch(server(s), object("enabled", model.serverOn[s])));
            }
            case DELETE_SERVER -> {
                expect(there, demo.api.delete(server(s)));
                model.deleted[s] = true;
                model.grants.removeIf(grant -> grant.get(1) == s);
                model.assignments.keySet().removeIf(key -> key.get(1) == s);
            }
            default -> {
                boolean out = change.kind() == ReachChange.Kind.EXTERNAL;
                Object body = out ? object("type", "EXTERNAL", "externalIdpId", provider) : object("type", "BUILT_IN");
                expect(there, demo.api.put(server(s) + "/identity-provider", body));
                model.external[s] = there ? out : model.external[s];
            }
        }
    }

    private void policy(int which) {
        model.direct = which != 0;
        model.team = which != 1;
        Object policy = object("directGrants", model.direct, "teamGrants", model.team);
        must(demo.api.patch("/account", object("reachPolicy", policy)), 200);
    }

    private void assign(int b, int s) {
        must(demo.api.post(bundle(b) + "/servers", object("serverId", servers.get(s))), 201);
        model.assignments.put(List.of(b, s), true);
    }

    private void connect(int p, int s, int b) {
        ApprovalOutcome outcome = AdminApi.bean(AuthorizationRepository.class)
                .approve(new Approval(
                        people.get(p),
                        resource(s, b),
                        clientId,
                        "http://localhost/cb",
                        "x",
                        ScopeRequest.parse("mcp:read").orElseThrow(),
                        SessionFacts.PASSWORD));
        String decision = model.decision(p, s, b);
        boolean may = List.of("ROLE", "ALL_GRANT", "SERVER_GRANT", "TEAM").contains(decision);
        if (outcome instanceof ApprovalOutcome.Approved approved) {
            same("approval of " + p + " for " + s + " through " + b, true, may);
            AccountFixture.jdbc()
                    .sql("update oauth_authorization set state = 'ACTIVE', generation = 1 where id = :id")
                    .param("id", approved.authorizationId())
                    .update();
            authorizations.add(approved.authorizationId());
            model.families.add(new ReachModel.Family(p, s, b));
        } else {
            same("approval of " + p + " for " + s + " through " + b, false, may);
        }
    }

    private String differences() {
        try {
            compareFamilies();
            for (int s = 0; s < ReachModel.SERVERS; s++) {
                for (int p = 0; p < ReachModel.PEOPLE; p++) {
                    for (int b = ITSELF; b < ReachModel.BUNDLES; b++) {
                        same(
                                "decision on " + p + " at " + s + " through " + b,
                                decision(p, s, b),
                                model.decision(p, s, b));
                    }
                }
                compareLists(s);
            }
            for (int p = 0; p < ReachModel.PEOPLE; p++) {
                compareAccess(p);
            }
            return "";
        } catch (Different different) {
            return different.getMessage();
        }
    }

    private void compareFamilies() {
        for (int f = 0; f < authorizations.size(); f++) {
            ReachModel.Family family = model.families.get(f);
            String who = "family of " + family.person + " at " + family.server + " through " + family.bundle;
            same(who + " lives", demo.fate(authorizations.get(f)).equals("alive"), family.alive);
            same(who + " is told", !AccountFixture.feed(authorizations.get(f)).isEmpty(), family.told);
        }
    }

    private String decision(int p, int s, int b) {
        AccessSnapshot snapshot = AdminApi.bean(AccessSnapshots.class)
                .find(people.get(p), resource(s, b))
                .orElseThrow();
        AuthorizationFacts asked = new AuthorizationFacts(false, servers.get(s), Scopes.ALL);
        Decision decision = AccessPolicy.decide(
                snapshot.subject(),
                snapshot.server(),
                Action.AUTHORIZE,
                snapshot.facts(AdminApiProgram.ISSUER, asked, SessionFacts.PASSWORD));
        return decision instanceof Decision.Deny deny
                ? deny.reason().name()
                : ((Decision.Allow) decision).basis().name();
    }

    private void compareLists(int s) {
        AdminApi.Answer list = demo.api.get(server(s) + "/users?limit=200");
        AdminApi.Answer candidates = demo.api.get(server(s) + "/candidates?limit=200");
        if (model.deleted[s] || model.external[s]) {
            String refused = model.deleted[s] ? "404 NOT_FOUND" : "409 IDP_EXTERNAL";
            same("list of " + s, list.outcome(), refused);
            same("candidates of " + s, candidates.outcome(), refused);
            return;
        }
        Map<String, String> told = new TreeMap<>();
        list.json()
                .path("items")
                .forEach(item -> told.put(
                        item.path("userId").asString(), item.path("basis").asString()));
        List<String> offered = candidates.items("userId");
        for (int p = 0; p < ReachModel.PEOPLE; p++) {
            String id = people.get(p).toString();
            String basis = model.listed(p, s);
            same("basis of " + p + " on the list of " + s, told.getOrDefault(id, ""), basis);
            same("candidacy of " + p + " at " + s, offered.contains(id), model.active(p) && basis.isEmpty());
        }
    }

    private void compareAccess(int p) {
        AdminApi.Answer access = demo.api.get("/users/" + people.get(p) + "/mcp-access");
        if (!model.member(p)) {
            same("access of " + p, access.outcome(), "404 NOT_FOUND");
            return;
        }
        String mode = model.byRole(p) ? "ROLE" : model.all.contains(p) ? "ALL" : "SELECTED";
        same("mode of " + p, access.json().path("mode").asString(), mode);
        for (int s = 0; s < ReachModel.SERVERS && mode.equals("SELECTED"); s++) {
            boolean listed = access.text().contains(servers.get(s).toString());
            same("server " + s + " on the page of " + p, listed, model.grants.contains(List.of(p, s)));
        }
    }

    private ProtectedResource resource(int s, int b) {
        return new ProtectedResource(servers.get(s), b == ITSELF ? null : bundles.get(b));
    }

    private UUID made(String path, Object body) {
        AdminApi.Answer answer = demo.api.post(path, body);
        must(answer, 201);
        return UUID.fromString(answer.json().path("id").asString());
    }

    private String server(int s) {
        return "/servers/" + servers.get(s);
    }

    private String team(int t) {
        return "/teams/" + teams.get(t);
    }

    private String bundle(int b) {
        return "/bundles/" + bundles.get(b);
    }

    private static void must(AdminApi.Answer answer, int status) {
        if (answer.status() != status) {
            throw new Different("expected " + status + " but got " + answer.status() + " " + answer.text());
        }
    }

    private static void expect(boolean allowed, AdminApi.Answer answer) {
        same("allowed, answered " + answer.outcome(), answer.status() < 300, allowed);
    }

    private static void same(String what, Object program, Object model) {
        if (!program.equals(model)) {
            throw new Different(what + ": the program says " + program + ", the model " + model);
        }
    }

    /** The program and the model do not agree. */
    static final class Different extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Different(String message) {
            super(message);
        }
    }
}
