package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.audit.AuditEvent;
import dev.gatehouse.db.authorization.ClientRuleChanges;
import dev.gatehouse.db.client.ClientRules;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminFact;
import dev.gatehouse.policy.admin.AdminTarget;
import dev.gatehouse.policy.client.ClientRule;
import java.net.IDN;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.stereotype.Service;

/** What the account thinks of clients whose metadata documents are on a domain, or below it. */
@Service
public final class ClientDomains {

    private static final int MAX_DOMAINS = 200;
    private static final int MAX_LENGTH = 253;
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*");

    private final ClientRuleChanges changes;
    private final ClientRules rules;
    private final AdminAudit audit;
    private final Clock clock;

    ClientDomains(ClientRuleChanges changes, ClientRules rules, AdminAudit audit, Clock clock) {
        this.changes = changes;
        this.rules = rules;
        this.audit = audit;
        this.clock = clock;
    }

    /** The domains of the account, by name. */
    public Page<Domain> list(AdminActor actor) {
        AdminChecks.requireAttempt(actor, AdminAction.CLIENT_DOMAIN_READ);
        return new Page<>(domains(actor), null);
    }

    /** Says what the account thinks of a domain. What a client that is refused from then on holds here ends at once. */
    public Domain put(AdminActor actor, String name, ClientRule.Verdict verdict) {
        AdminChecks.requireAttempt(actor, AdminAction.CLIENT_DOMAIN_SET);
        Domain wanted = new Domain(parse(name), verdict);
        return changes.apply(actor.accountId(), AuditEvent.user(actor.userId()), () -> {
            List<Domain> all = domains(actor);
            Optional<Domain> before = find(all, wanted.domain());
            AdminChecks.require(
                    actor,
                    AdminAction.CLIENT_DOMAIN_SET,
                    AdminTarget.of(actor.accountId())
                            .with(AdminFact.ROOM, before.isPresent() || all.size() < MAX_DOMAINS));
            if (!before.equals(Optional.of(wanted))) {
                rules.put(
                        actor.accountId(),
                        new ClientRule(ClientRule.Kind.DOMAIN, wanted.domain(), verdict),
                        clock.instant());
                audit.changed(
                        actor,
                        AuditAction.CLIENT_RULE_CHANGED,
                        AdminAudit.Subject.domain(wanted.domain()),
                        before.orElse(null),
                        wanted);
            }
            return wanted;
        });
    }

    /** Forgets what the account thinks of a domain. */
    public void delete(AdminActor actor, String name) {
        AdminChecks.requireAttempt(actor, AdminAction.CLIENT_DOMAIN_DELETE);
        changes.apply(actor.accountId(), AuditEvent.user(actor.userId()), () -> {
            Optional<Domain> before = ascii(name).flatMap(domain -> find(domains(actor), domain));
            Domain known = AdminChecks.found(actor, AdminAction.CLIENT_DOMAIN_DELETE, before);
            rules.delete(actor.accountId(), ClientRule.Kind.DOMAIN, known.domain());
            audit.changed(
                    actor, AuditAction.CLIENT_RULE_CHANGED, AdminAudit.Subject.domain(known.domain()), known, null);
            return known;
        });
    }

    private List<Domain> domains(AdminActor actor) {
        return rules.findByAccount(actor.accountId()).stream()
                .filter(rule -> rule.kind() == ClientRule.Kind.DOMAIN)
                .map(rule -> new Domain(rule.subject(), rule.verdict()))
                .toList();
    }

    private static Optional<Domain> find(List<Domain> domains, String name) {
        return domains.stream().filter(domain -> domain.domain().equals(name)).findFirst();
    }

    private static String parse(String name) {
        return ascii(name)
                .orElseThrow(() -> new InvalidValue("the domain must be a host name, such as `apps.example.com`"));
    }

    /** In lower case, and with A-labels, as it stands in a URL. */
    private static Optional<String> ascii(String name) {
        try {
            String ascii = name.length() > MAX_LENGTH ? "" : IDN.toASCII(name).toLowerCase(Locale.ROOT);
            return Optional.of(ascii)
                    .filter(text -> text.length() <= MAX_LENGTH)
                    .filter(text -> NAME.matcher(text).matches());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A domain, and what the account thinks of it. */
    public record Domain(String domain, ClientRule.Verdict verdict) {}
}
