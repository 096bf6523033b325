package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.audit.AuditEvent;
import dev.gatehouse.db.authorization.ClientRuleChanges;
import dev.gatehouse.db.client.ClientRepository;
import dev.gatehouse.db.client.ClientRules;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminFact;
import dev.gatehouse.policy.admin.AdminTarget;
import dev.gatehouse.policy.client.ClientRule;
import dev.gatehouse.policy.client.ClientRule.Kind;
import dev.gatehouse.policy.client.ClientRule.Verdict;
import dev.gatehouse.policy.client.Registration;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** What an account says of one client: trusted, disabled, or nothing. Disabling ends what the client holds, at once. */
@Service
public final class ClientJudgements {

    private final ClientDirectory directory;
    private final ClientRegistry registry;
    private final ClientRepository clients;
    private final ClientRules rules;
    private final ClientRuleChanges changes;
    private final AdminAudit audit;
    private final Clock clock;

    ClientJudgements(
            ClientDirectory directory,
            ClientRegistry registry,
            ClientRepository clients,
            ClientRules rules,
            ClientRuleChanges changes,
            AdminAudit audit,
            Clock clock) {
        this.directory = directory;
        this.registry = registry;
        this.clients = clients;
        this.rules = rules;
        this.changes = changes;
        this.audit = audit;
        this.clock = clock;
    }

    /** Changes to a client. A name can be given only to one that the account registered. */
    public record ClientPatch(Patch<Boolean> trusted, Patch<Boolean> disabled, Patch<String> name) {}

    /** Changes a client. A patch that changes nothing writes nothing. */
    public ClientView.Detailed change(AdminActor actor, String clientId, ClientPatch patch, @Nullable Long version) {
        directory.requireMatters(actor, AdminAction.CLIENT_JUDGE, clientId);
        changes.apply(actor.accountId(), AuditEvent.user(actor.userId()), () -> {
            boolean current = ClientRegistry.current(clients.findForUpdateByClientId(clientId), version);
            AdminChecks.require(
                    actor,
                    AdminAction.CLIENT_JUDGE,
                    AdminTarget.of(actor.accountId()).with(AdminFact.VERSION_CURRENT, current));
            if (patch.name().present()) {
                registry.rename(actor, clientId, Values.name(patch.name().required("name", "")));
            }
            judge(actor, clientId, patch);
            return true;
        });
        return directory.get(actor, clientId);
    }

    private void judge(AdminActor actor, String clientId, ClientPatch patch) {
        Optional<Verdict> before = rules.findByAccount(actor.accountId()).stream()
                .filter(rule -> rule.kind() == Kind.CLIENT && rule.subject().equals(clientId))
                .map(ClientRule::verdict)
                .findFirst();
        boolean wasDisabled = before.filter(Verdict.DENY::equals).isPresent();
        boolean wasTrusted = before.filter(Verdict.TRUST::equals).isPresent();
        boolean disabled = patch.disabled().required("disabled", wasDisabled);
        boolean trusted = patch.trusted().required("trusted", wasTrusted && !disabled);
        requireFit(clientId, patch, trusted, disabled);
        if (disabled == wasDisabled && trusted == wasTrusted) {
            return;
        }
        if (disabled || trusted) {
            Verdict verdict = disabled ? Verdict.DENY : Verdict.TRUST;
            rules.put(actor.accountId(), new ClientRule(Kind.CLIENT, clientId, verdict), clock.instant());
        } else {
            rules.delete(actor.accountId(), Kind.CLIENT, clientId);
        }
        audit.changed(
                actor,
                AuditAction.CLIENT_RULE_CHANGED,
                AdminAudit.Subject.client(clientId),
                new State(wasTrusted, wasDisabled),
                new State(trusted, disabled));
    }

    private void requireFit(String clientId, ClientPatch patch, boolean trusted, boolean disabled) {
        if (disabled && trusted) {
            throw new InvalidValue("a client cannot be `trusted` and `disabled`");
        }
        if (trusted && patch.trusted().present() && registeredItself(clientId)) {
            throw new InvalidValue("a client that registered itself cannot be trusted: anybody can register the same");
        }
    }

    private boolean registeredItself(String clientId) {
        return clients.findByClientId(clientId)
                .filter(client -> client.registeredBy() == Registration.DYNAMIC)
                .isPresent();
    }

    private record State(boolean trusted, boolean disabled) {}
}
