package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.authserver.admin.InvalidValue;
import dev.gatehouse.authserver.admin.Page;
import dev.gatehouse.authserver.admin.PageRequest;
import dev.gatehouse.authserver.admin.ServerAccess;
import dev.gatehouse.authserver.admin.ServerAccessLists;
import dev.gatehouse.authserver.admin.ServerUserView;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /servers/{id}/users} and {@code /servers/{id}/candidates}. */
@RestController
final class ServerAccessController {

    private static final String USERS = "/api/v1/servers/{id}/users";

    private final ServerAccess access;
    private final ServerAccessLists lists;

    ServerAccessController(ServerAccess access, ServerAccessLists lists) {
        this.access = access;
        this.lists = lists;
    }

    @GetMapping(USERS)
    @Requires(AdminAction.ACCESS_READ)
    Page<ServerUserView> users(
            AdminActor actor,
            @PathVariable String id,
            PageRequest page,
            @RequestParam(required = false) @Nullable String basis) {
        return lists.users(actor, PathIds.of(id), page, only("basis", "grant", basis));
    }

    @PostMapping(USERS)
    @Requires(AdminAction.ACCESS_GRANT)
    Page<ServerUserView> grant(AdminActor actor, @PathVariable String id, JsonFields body) {
        UUID serverId = PathIds.of(id);
        body.only("userIds", "scopes");
        List<UUID> userIds = JsonFields.required("userIds", body.ids("userIds"));
        return new Page<>(access.grant(actor, serverId, userIds, body.scopes()), null);
    }

    @DeleteMapping(USERS + "/{userId}")
    @Requires(AdminAction.ACCESS_REMOVE)
    ResponseEntity<Void> remove(
            AdminActor actor,
            @PathVariable String id,
            @PathVariable String userId,
            @RequestParam(required = false) @Nullable String convert) {
        access.remove(actor, PathIds.of(id), PathIds.of(userId), only("convert", "selected", convert));
        return ResponseEntity.noContent().build();
    }

    @GetMapping("/api/v1/servers/{id}/candidates")
    @Requires(AdminAction.ACCESS_READ)
    Page<ServerAccessLists.Candidate> candidates(AdminActor actor, @PathVariable String id, PageRequest page) {
        return lists.candidates(actor, PathIds.of(id), page);
    }

    private static boolean only(String parameter, String known, @Nullable String value) {
        if (value != null && !value.equals(known)) {
            throw new InvalidValue("`" + parameter + "` can only be `" + known + "`");
        }
        return value != null;
    }
}
