package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.policy.account.IntegrationLevel;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** The people of an account. */
@Service
public final class AccountPeople {

    private final MemberRepository members;

    AccountPeople(MemberRepository members) {
        this.members = members;
    }

    /** The people of the account, by membership, in whatever state. */
    public Page<Person> list(AdminActor actor, PageRequest page) {
        AdminChecks.requireAttempt(actor, AdminAction.PEOPLE_READ);
        List<Member> rows = members.list(actor.accountId(), page.after(), page.readAhead());
        return Page.of(rows, page, Member::membershipId, Person::of);
    }

    /** One of them. */
    public Person get(AdminActor actor, UUID userId) {
        return Person.of(AdminChecks.found(actor, AdminAction.PEOPLE_READ, members.find(actor.accountId(), userId)));
    }

    /**
     * A person, as the list shows one.
     *
     * @param mayEditRetryData null where it is not offered: it is for those alone who monitor and manage nothing (R107)
     * @param integrationLevel of the role, on all integrations
     */
    public record Person(
            UUID id,
            String email,
            String name,
            String role,
            UUID roleId,
            MembershipStatus status,
            @Nullable Instant lastSignInAt,
            boolean ssoRequired,
            boolean mfaRequired,
            @Nullable Boolean mayEditRetryData,
            IntegrationLevel integrationLevel,
            long version) {

        static Person of(Member member) {
            return new Person(
                    member.userId(),
                    member.email(),
                    member.name(),
                    member.role().name(),
                    member.role().id(),
                    member.status(),
                    member.lastSignInAt(),
                    member.ssoRequired(),
                    member.mfaRequired(),
                    member.bestLevel() == IntegrationLevel.MONITOR ? member.mayEditRetryData() : null,
                    member.role().level(),
                    member.version());
        }
    }
}
