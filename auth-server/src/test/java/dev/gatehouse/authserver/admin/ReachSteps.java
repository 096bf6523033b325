package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.object;
import static dev.gatehouse.authserver.admin.ReachModel.ITSELF;

import java.util.ArrayList;
import java.util.List;

/** Makes the changes of a sequence, each in the program and in the model. */
final class ReachSteps {

    private final ReachWorld world;
    private final ReachModel model;
    private final AdminApi api;

    ReachSteps(ReachWorld world) {
        this.world = world;
        this.model = world.model;
        this.api = world.demo.api;
    }

    /** Does it, here and in the model. */
    void step(ReachChange change) {
        int p = change.person();
        int s = change.server();
        int g = change.group();
        int other = change.other();
        switch (change.kind()) {
            case CONNECT -> world.connect(p, s, ITSELF);
            case CONNECT_THROUGH -> world.connect(p, s, g);
            case GRANT -> grant(p, s);
            case REMOVE -> remove(p, s);
            case CONVERT -> convert(p, s);
            case GRANT_ALL -> grantAll(p);
            case SELECT_ONE -> selectOne(p, s);
            case GIVE_ROLE -> giveRole(p, other % ReachModel.ROLES);
            case EDIT_ROLE -> editRole(other != 0, other == 1);
            case GIVE_LEVEL -> giveLevel(p, other);
            case ACCEPT_INVITATION -> acceptInvitation();
            case TRANSFER_OWNERSHIP -> transferOwnership(p);
            case DISABLE -> disable(p);
            case ENABLE -> enable(p);
            case DELETE_PERSON -> deletePerson(p);
            case JOIN_TEAM -> joinTeam(p, g);
            case LEAVE_TEAM -> leaveTeam(p, g);
            case SWITCH_TEAM -> switchTeam(g);
            case SWITCH_BUNDLE -> switchBundle(g);
            case PROVISION -> provision(g, other % ReachModel.TEAMS);
            case UNPROVISION -> unprovision(g, other % ReachModel.TEAMS);
            case ASSIGN -> assign(g, s);
            case UNASSIGN -> unassign(g, s);
            case SWITCH_ASSIGNMENT -> switchAssignment(g, s);
            case REACH_POLICY -> policy(other != 0, other != 1);
            case SWITCH_SERVER -> switchServer(s);
            case DELETE_SERVER -> deleteServer(s);
            case EXTERNAL -> govern(s, true);
            case BUILT_IN -> govern(s, false);
        }
        model.settle();
    }

    /** Whether the list of the server is open for changes about this person at all. */
    private boolean listed(int p, int s) {
        return !model.deleted[s] && !model.external[s] && model.direct && model.member(p) && !model.byRole(p);
    }

    private boolean saved(int p) {
        return model.direct && model.member(p) && !model.byRole(p);
    }

    private String listEntry(int p, int s) {
        return world.server(s) + "/users/" + world.people.get(p);
    }

    private void grant(int p, int s) {
        boolean may = listed(p, s) && model.active(p) && !model.all.contains(p);
        expect(may, world.demo.grant(world.servers.get(s), world.people.get(p)));
        if (may) {
            model.grants.add(List.of(p, s));
        }
    }

    private void remove(int p, int s) {
        boolean may = listed(p, s) && !model.all.contains(p);
        expect(may, api.delete(listEntry(p, s)));
        if (may) {
            model.grants.remove(List.of(p, s));
        }
    }

    private void convert(int p, int s) {
        boolean may = listed(p, s);
        expect(may, api.delete(listEntry(p, s) + "?convert=selected"));
        if (!may) {
            return;
        }
        if (model.all.remove(p)) {
            for (int other = 0; other < ReachModel.SERVERS; other++) {
                if (!model.deleted[other]) {
                    model.grants.add(List.of(p, other));
                }
            }
        }
        model.grants.remove(List.of(p, s));
    }

    private void grantAll(int p) {
        expect(saved(p), world.demo.access(world.people.get(p), object("mode", "ALL")));
        if (saved(p)) {
            model.all.add(p);
        }
    }

    private void selectOne(int p, int s) {
        boolean kept = model.grants.contains(List.of(p, s));
        boolean may = saved(p) && !model.deleted[s] && (!model.external[s] || kept);
        Object selected = List.of(object("id", world.servers.get(s)));
        expect(may, world.demo.access(world.people.get(p), object("mode", "SELECTED", "servers", selected)));
        if (may) {
            model.all.remove(p);
            model.grants.removeIf(grant -> grant.get(0) == p && !model.external[grant.get(1)]);
            model.grants.add(List.of(p, s));
        }
    }

    private void giveRole(int p, int role) {
        expect(model.managed(p), api.put(user(p) + "/role", object("roleId", world.roles.get(role))));
        model.roleOf[p] = model.managed(p) ? role : model.roleOf[p];
    }

    /** About integrations, of the person or of the role that is edited: the model does not even know that there are any. */
    private void giveLevel(int p, int other) {
        List<Object> levels = new ArrayList<>();
        if (other > 0) {
            levels.add(object("id", world.integration, "level", other == 1 ? "MONITOR" : "MANAGE"));
        }
        expect(model.managed(p), api.put(user(p) + "/integration-access", object("integrations", levels)));
        Object level = object(
                "integrationLevel",
                List.of("NONE", "MONITOR", "MANAGE", "MANAGE").get(other));
        must(api.patch("/roles/" + world.roles.get(2), level), 200);
    }

    private void acceptInvitation() {
        int p = ReachModel.INVITED;
        if (model.status[p] == ReachModel.Status.INVITED) {
            world.status(p, "ACTIVE");
            model.status[p] = ReachModel.Status.ACTIVE;
        }
    }

    /** The one who was the owner gets role 0. */
    private void transferOwnership(int p) {
        boolean may = model.active(p) && p != model.owner;
        AdminApi.Answer offered = world.asOwner()
                .post(
                        "/ownership-transfers",
                        object("toUserId", world.people.get(p), "previousOwnerRoleId", world.roles.get(0)));
        expect(may, offered);
        if (may) {
            String transfer = offered.json().path("id").asString();
            must(world.demo.as(world.people.get(p)).post("/ownership-transfers/" + transfer + "/accept", null), 200);
            if (model.owner != ReachModel.NOBODY) {
                model.roleOf[model.owner] = 0;
            }
            model.owner = p;
            model.roleOf[p] = ReachModel.OWNER;
        }
    }

    private void editRole(boolean connects, boolean reachesAll) {
        model.connects[2] = connects;
        model.reachesAll[2] = reachesAll;
        List<String> capabilities = new ArrayList<>(List.of("LOGS_VIEW_EXPORT"));
        if (connects) {
            capabilities.add("MCP_CONNECT");
        }
        if (reachesAll) {
            capabilities.add("MCP_USE_ALL_SERVERS");
        }
        must(api.patch("/roles/" + world.roles.get(2), object("capabilities", capabilities)), 200);
    }

    private void disable(int p) {
        boolean may = model.managed(p) && model.joined(p);
        expect(may, api.patch(user(p), object("status", "DISABLED")));
        if (may && model.active(p)) {
            model.depart(p, ReachModel.Status.DISABLED);
        }
    }

    private void enable(int p) {
        boolean may = model.managed(p) && model.joined(p);
        expect(may, api.patch(user(p), object("status", "ACTIVE")));
        if (may) {
            model.status[p] = ReachModel.Status.ACTIVE;
        }
    }

    private void deletePerson(int p) {
        expect(model.managed(p), api.delete(user(p)));
        if (model.managed(p)) {
            model.depart(p, ReachModel.Status.GONE);
            model.all.remove(p);
            model.grants.removeIf(grant -> grant.get(0) == p);
            model.members.removeIf(in -> in.get(1) == p);
        }
    }

    private void joinTeam(int p, int t) {
        boolean already = model.members.contains(List.of(t, p));
        boolean may = model.active(p) || (already && model.member(p));
        expect(may, api.post(world.team(t) + "/members", object("userIds", List.of(world.people.get(p)))));
        if (may) {
            model.members.add(List.of(t, p));
        }
    }

    private void leaveTeam(int p, int t) {
        expect(model.member(p), api.delete(world.team(t) + "/members/" + world.people.get(p)));
        model.members.remove(List.of(t, p));
    }

    private void switchTeam(int t) {
        model.teamOn[t] = !model.teamOn[t];
        must(api.patch(world.team(t), object("enabled", model.teamOn[t])), 200);
    }

    private void switchBundle(int b) {
        model.bundleOn[b] = !model.bundleOn[b];
        must(api.patch(world.bundle(b), object("enabled", model.bundleOn[b])), 200);
    }

    private void provision(int b, int t) {
        model.provisioned.add(List.of(b, t));
        must(api.post(world.bundle(b) + "/teams", object("teamIds", List.of(world.teams.get(t)))), 200);
    }

    private void unprovision(int b, int t) {
        model.provisioned.remove(List.of(b, t));
        must(api.delete(world.bundle(b) + "/teams/" + world.teams.get(t)), 204);
    }

    private void assign(int b, int s) {
        boolean may = !model.deleted[s] && !model.assignments.containsKey(List.of(b, s));
        expect(may, api.post(world.bundle(b) + "/servers", object("serverId", world.servers.get(s))));
        if (may) {
            model.assignments.put(List.of(b, s), true);
        }
    }

    private void unassign(int b, int s) {
        boolean carried = model.assignments.remove(List.of(b, s)) != null;
        expect(carried, api.delete(assignment(b, s)));
        if (carried) {
            model.end(b, s);
        }
    }

    private void switchAssignment(int b, int s) {
        List<Integer> key = List.of(b, s);
        boolean on = !model.assignments.getOrDefault(key, true);
        expect(model.assignments.containsKey(key), api.patch(assignment(b, s), object("enabled", on)));
        model.assignments.computeIfPresent(key, (k, before) -> on);
    }

    private void policy(boolean direct, boolean team) {
        model.direct = direct;
        model.team = team;
        Object policy = object("directGrants", direct, "teamGrants", team);
        must(api.patch("/account", object("reachPolicy", policy)), 200);
    }

    private void switchServer(int s) {
        boolean there = !model.deleted[s];
        model.serverOn[s] = there != model.serverOn[s];
        expect(there, api.patch(world.server(s), object("enabled", model.serverOn[s])));
    }

    private void deleteServer(int s) {
        expect(!model.deleted[s], api.delete(world.server(s)));
        model.deleted[s] = true;
        model.grants.removeIf(grant -> grant.get(1) == s);
        model.assignments.keySet().removeIf(key -> key.get(1) == s);
    }

    private void govern(int s, boolean out) {
        boolean there = !model.deleted[s];
        Object body = out ? object("type", "EXTERNAL", "externalIdpId", world.provider) : object("type", "BUILT_IN");
        expect(there, api.put(world.server(s) + "/identity-provider", body));
        model.external[s] = there ? out : model.external[s];
    }

    private String user(int p) {
        return "/users/" + world.people.get(p);
    }

    private String assignment(int b, int s) {
        return world.bundle(b) + "/servers/" + world.servers.get(s);
    }

    private static void expect(boolean allowed, AdminApi.Answer answer) {
        ReachWorld.same("allowed, answered " + answer.outcome(), answer.status() < 300, allowed);
    }

    private static void must(AdminApi.Answer answer, int status) {
        ReachWorld.must(answer, status);
    }
}
