package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.authserver.admin.Page;
import dev.gatehouse.authserver.admin.PageRequest;
import dev.gatehouse.authserver.admin.TeamPeople;
import dev.gatehouse.authserver.admin.Teams;
import dev.gatehouse.db.team.TeamSummary;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import java.util.List;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /teams} and their members. */
@RestController
final class TeamsController {

    private static final String TEAMS = "/api/v1/teams";
    private static final String TEAM = TEAMS + "/{id}";
    private static final String MEMBERS = TEAM + "/members";

    private final Teams teams;
    private final TeamPeople people;

    TeamsController(Teams teams, TeamPeople people) {
        this.teams = teams;
        this.people = people;
    }

    @GetMapping(TEAMS)
    @Requires(AdminAction.TEAM_READ)
    Page<TeamSummary> list(AdminActor actor, PageRequest page) {
        return teams.list(actor, page);
    }

    @PostMapping(TEAMS)
    @Requires(AdminAction.TEAM_CREATE)
    ResponseEntity<TeamSummary> create(AdminActor actor, JsonFields body) {
        body.only("name", "enabled");
        TeamSummary created = teams.create(actor, body.requiredText("name"), body.bool("enabled"));
        return Created.at(TEAMS, created.id(), created);
    }

    @GetMapping(TEAM)
    @Requires(AdminAction.TEAM_READ)
    TeamSummary get(AdminActor actor, @PathVariable String id) {
        return teams.get(actor, PathIds.of(id));
    }

    @PatchMapping(TEAM)
    @Requires(AdminAction.TEAM_CHANGE)
    TeamSummary change(AdminActor actor, @PathVariable String id, IfMatch ifMatch, JsonFields body) {
        UUID teamId = PathIds.of(id);
        body.only("name", "enabled", "version");
        return teams.change(
                actor, teamId, body.patchText("name"), body.patchBool("enabled"), ifMatch.or(body.version()));
    }

    @DeleteMapping(TEAM)
    @Requires(AdminAction.TEAM_DELETE)
    ResponseEntity<Void> delete(AdminActor actor, @PathVariable String id, IfMatch ifMatch) {
        teams.delete(actor, PathIds.of(id), ifMatch.version());
        return ResponseEntity.noContent().build();
    }

    @GetMapping(MEMBERS)
    @Requires(AdminAction.TEAM_READ)
    Page<TeamPeople.PersonInTeam> members(AdminActor actor, @PathVariable String id, PageRequest page) {
        return people.list(actor, PathIds.of(id), page);
    }

    @PostMapping(MEMBERS)
    @Requires(AdminAction.TEAM_MEMBERS_SET)
    Page<TeamPeople.PersonInTeam> addMembers(AdminActor actor, @PathVariable String id, JsonFields body) {
        UUID teamId = PathIds.of(id);
        return new Page<>(people.add(actor, teamId, userIds(body)), null);
    }

    @PutMapping(MEMBERS)
    @Requires(AdminAction.TEAM_MEMBERS_SET)
    Page<TeamPeople.PersonInTeam> replaceMembers(AdminActor actor, @PathVariable String id, JsonFields body) {
        UUID teamId = PathIds.of(id);
        return new Page<>(people.replace(actor, teamId, userIds(body)), null);
    }

    @DeleteMapping(MEMBERS + "/{userId}")
    @Requires(AdminAction.TEAM_MEMBERS_SET)
    ResponseEntity<Void> removeMember(AdminActor actor, @PathVariable String id, @PathVariable String userId) {
        people.remove(actor, PathIds.of(id), PathIds.of(userId));
        return ResponseEntity.noContent().build();
    }

    private static List<UUID> userIds(JsonFields body) {
        body.only("userIds");
        return JsonFields.required("userIds", body.ids("userIds"));
    }
}
