package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.db.integration.IntegrationLookups;
import dev.gatehouse.db.integration.IntegrationRepository;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminFact;
import dev.gatehouse.policy.admin.AdminTarget;
import dev.gatehouse.policy.permission.Condition;
import dev.gatehouse.policy.permission.Permission;
import dev.gatehouse.policy.permission.PermissionLevel;
import dev.gatehouse.policy.permission.Permissions.Question;
import dev.gatehouse.policy.permission.Verb;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Tells what the permission matrix decides: about oneself, or, for who manages people, about others. It only reads. */
@Service
public final class PermissionEvaluations {

    private static final AdminAction ACTION = AdminAction.PERMISSION_EVALUATE;

    private final MemberRepository members;
    private final IntegrationRepository integrations;
    private final IntegrationLookups lookups;
    private final AccountServers accountServers;
    private final PermissionMatrixQuestions permissions;

    PermissionEvaluations(
            MemberRepository members,
            IntegrationRepository integrations,
            IntegrationLookups lookups,
            AccountServers accountServers,
            PermissionMatrixQuestions permissions) {
        this.members = members;
        this.integrations = integrations;
        this.lookups = lookups;
        this.accountServers = accountServers;
        this.permissions = permissions;
    }

    /**
     * The decision. Who may not ask about others does not learn who there is, nor that there are integrations that they have
     * no level on.
     */
    public Answer evaluate(AdminActor actor, UUID userId, Question question) {
        boolean mayAsk = userId.equals(actor.userId()) || actor.role().has(Capability.PEOPLE_MANAGE);
        AdminChecks.require(
                actor, ACTION, AdminTarget.of(actor.accountId()).with(AdminFact.SELF_OR_PEOPLE_MANAGED, mayAsk));
        Member member = AdminChecks.found(actor, ACTION, members.find(actor.accountId(), userId));
        UUID integrationId = question.integrationId();
        if (integrationId != null) {
            AdminChecks.found(actor, ACTION, seen(actor, integrationId));
        }
        return Answer.of(permissions.ask(accountServers.account(actor), member, question), userId, question);
    }

    private Optional<?> seen(AdminActor actor, UUID integrationId) {
        return actor.role().has(Capability.PEOPLE_MANAGE)
                ? integrations.findByIdAndAccountId(integrationId, actor.accountId())
                : lookups.find(Integrations.viewer(actor), integrationId);
    }

    /**
     * The decision, and what it is about.
     *
     * @param reason why not; null when allowed
     * @param level the column of the matrix; null where there is none
     * @param condition the one that decided, if one did
     * @param resource in lower case, as the matrix names it
     */
    public record Answer(
            boolean allowed,
            Permission.@Nullable Reason reason,
            @Nullable PermissionLevel level,
            @Nullable Condition condition,
            UUID userId,
            String resource,
            @Nullable UUID integrationId,
            Verb verb) {

        private static Answer of(Permission permission, UUID userId, Question question) {
            return new Answer(
                    permission.allowed(),
                    permission.reason(),
                    permission.level(),
                    permission.condition() == Condition.NONE ? null : permission.condition(),
                    userId,
                    question.resource().key(),
                    question.integrationId(),
                    question.verb());
        }
    }
}
