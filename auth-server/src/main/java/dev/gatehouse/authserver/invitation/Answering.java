package dev.gatehouse.authserver.invitation;

import dev.gatehouse.authserver.admin.MemberPrivileges;
import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.account.MemberRepository;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Looks whether the person who answers for an invitation still can, whenever its mail leaves and whenever its link is used. */
@Component
final class Answering {

    private final MemberRepository members;
    private final MemberPrivileges privileges;

    Answering(MemberRepository members, MemberPrivileges privileges) {
        this.members = members;
        this.privileges = privileges;
    }

    /** Who is invited, if they still are and somebody answers for it. */
    Optional<Member> invitee(UUID accountId, UUID userId, UUID invitedBy) {
        return members.find(accountId, userId).filter(member -> privileges.mayAnswerFor(invitedBy, member));
    }
}
