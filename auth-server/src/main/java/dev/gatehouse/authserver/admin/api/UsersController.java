package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.authserver.admin.AccountPeople;
import dev.gatehouse.authserver.admin.McpAccess;
import dev.gatehouse.authserver.admin.Page;
import dev.gatehouse.authserver.admin.PageRequest;
import dev.gatehouse.authserver.admin.PasswordResets;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /users} and what is below one: {@code mcp-access} and {@code password-reset}. */
@RestController
final class UsersController {

    private final AccountPeople people;
    private final McpAccess mcpAccess;
    private final PasswordResets passwordResets;

    UsersController(AccountPeople people, McpAccess mcpAccess, PasswordResets passwordResets) {
        this.people = people;
        this.mcpAccess = mcpAccess;
        this.passwordResets = passwordResets;
    }

    @GetMapping("/api/v1/users")
    @Requires(AdminAction.PEOPLE_READ)
    Page<AccountPeople.Person> list(AdminActor actor, PageRequest page) {
        return people.list(actor, page);
    }

    @GetMapping("/api/v1/users/{id}")
    @Requires(AdminAction.PEOPLE_READ)
    AccountPeople.Person get(AdminActor actor, @PathVariable String id) {
        return people.get(actor, PathIds.of(id));
    }

    @PostMapping("/api/v1/users/{id}/password-reset")
    @Requires(AdminAction.PASSWORD_RESET)
    PasswordResets.Issued resetPassword(AdminActor actor, @PathVariable String id, HttpServletRequest request) {
        UUID userId = PathIds.of(id);
        JsonBody.requireEmpty(request);
        return passwordResets.issue(actor, userId);
    }

    @GetMapping("/api/v1/users/{id}/mcp-access")
    @Requires(AdminAction.MCP_ACCESS_READ)
    McpAccess.Access getMcpAccess(AdminActor actor, @PathVariable String id) {
        return mcpAccess.get(actor, PathIds.of(id));
    }

    @PutMapping("/api/v1/users/{id}/mcp-access")
    @Requires(AdminAction.MCP_ACCESS_SET)
    McpAccess.Access setMcpAccess(AdminActor actor, @PathVariable String id, IfMatch ifMatch, JsonFields body) {
        UUID userId = PathIds.of(id);
        body.only("mode", "servers", "version");
        return mcpAccess.set(actor, userId, WantedAccess.of(body), ifMatch.or(body.version()));
    }
}
