package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.authserver.admin.OwnershipTransfers;
import dev.gatehouse.authserver.admin.OwnershipTransfers.Transfer;
import dev.gatehouse.authserver.admin.Page;
import dev.gatehouse.authserver.admin.PageRequest;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /ownership-transfers}. */
@RestController
final class OwnershipController {

    private static final String TRANSFERS = "/api/v1/ownership-transfers";
    private static final String TRANSFER = TRANSFERS + "/{id}";

    private final OwnershipTransfers transfers;

    OwnershipController(OwnershipTransfers transfers) {
        this.transfers = transfers;
    }

    @GetMapping(TRANSFERS)
    @Requires(AdminAction.TRANSFER_READ)
    Page<Transfer> list(AdminActor actor, PageRequest page) {
        return transfers.list(actor, page);
    }

    @PostMapping(TRANSFERS)
    @Requires(AdminAction.TRANSFER_REQUEST)
    ResponseEntity<Transfer> request(AdminActor actor, JsonFields body) {
        body.only("toUserId", "previousOwnerRoleId");
        Transfer made = transfers.request(actor, body.requiredId("toUserId"), body.id("previousOwnerRoleId"));
        return Created.at(TRANSFERS, made.id(), made);
    }

    @GetMapping(TRANSFER)
    @Requires(AdminAction.TRANSFER_READ)
    Transfer get(AdminActor actor, @PathVariable String id) {
        return transfers.get(actor, PathIds.of(id));
    }

    @DeleteMapping(TRANSFER)
    @Requires(AdminAction.TRANSFER_CANCEL)
    ResponseEntity<Void> cancel(AdminActor actor, @PathVariable String id, IfMatch ifMatch) {
        transfers.cancel(actor, PathIds.of(id), ifMatch.version());
        return ResponseEntity.noContent().build();
    }

    @PostMapping(TRANSFER + "/accept")
    @Requires(AdminAction.TRANSFER_ACCEPT)
    Transfer accept(AdminActor actor, @PathVariable String id, IfMatch ifMatch, HttpServletRequest request) {
        UUID transferId = PathIds.of(id);
        JsonBody.requireEmpty(request);
        return transfers.accept(actor, transferId, ifMatch.version());
    }

    @PostMapping(TRANSFER + "/decline")
    @Requires(AdminAction.TRANSFER_DECLINE)
    Transfer decline(AdminActor actor, @PathVariable String id, IfMatch ifMatch, HttpServletRequest request) {
        UUID transferId = PathIds.of(id);
        JsonBody.requireEmpty(request);
        return transfers.decline(actor, transferId, ifMatch.version());
    }
}
