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

    final AccountFixture demo = new AccountFixture();
    final ReachModel model;
    final List<UUID> people = new ArrayList<>();
    final List<UUID> servers = new ArrayList<>();
    final List<UUID> teams = new ArrayList<>();
    final List<UUID> bundles = new ArrayList<>();
    final List<UUID> roles = new ArrayList<>();
    private final List<UUID> authorizations = new ArrayList<>();
    final UUID provider;
    final UUID integration;
    private final ReachSteps steps;
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
        integration = made("/integrations", object("name", "Payroll"));
        demo.person("sue", SystemRole.SUPER_ADMIN); // so that nobody is the last one
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
            must(demo.api.post(bundle(i) + "/servers", object("serverId", servers.get(0))), 201);
            model.assignments.put(List.of(i, 0), true);
            must(demo.api.post(bundle(i) + "/servers", object("serverId", servers.get(1))), 201);
            model.assignments.put(List.of(i, 1), true);
            must(demo.api.post(team(i) + "/members", object("userIds", List.of(people.get(i)))), 200);
            model.members.add(List.of(i, i));
        }
        invite(ReachModel.INVITED);
        steps = new ReachSteps(this);
    }

    /** With a team and a grant, which wait for the invitation to be accepted. */
    private void invite(int p) {
        must(demo.api.post(team(1) + "/members", object("userIds", List.of(people.get(p)))), 200);
        model.members.add(List.of(1, p));
        must(demo.grant(servers.get(2), people.get(p)), 200);
        model.grants.add(List.of(p, 2));
        status(p, "INVITED");
    }

    /** In the row itself: what follows from a sign-in that there cannot be is not the question. */
    void status(int p, String status) {
        AccountFixture.jdbc()
                .sql("update membership set status = :status, version = version + 1 where id = :id")
                .param("status", status)
                .param("id", demo.membership(people.get(p)))
                .update();
    }

    AdminApi asOwner() {
        return demo.as(model.owner == ReachModel.NOBODY ? demo.olga : people.get(model.owner));
    }

    /** Does it, here and in the model, and says where they differ; empty when they agree. */
    String step(ReachChange change) {
        steps.step(change);
        return differences();
    }

    /** A person connects a client, if they may. */
    void connect(int p, int s, int b) {
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

    String server(int s) {
        return "/servers/" + servers.get(s);
    }

    String team(int t) {
        return "/teams/" + teams.get(t);
    }

    String bundle(int b) {
        return "/bundles/" + bundles.get(b);
    }

    static void must(AdminApi.Answer answer, int status) {
        if (answer.status() != status) {
            throw new Different("expected " + status + " but got " + answer.status() + " " + answer.text());
        }
    }

    static void same(String what, Object program, Object model) {
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
