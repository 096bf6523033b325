package dev.gatehouse.authserver.invitation;

import dev.gatehouse.authserver.testing.MailServer;
import dev.gatehouse.db.account.AccountRepository;
import dev.gatehouse.db.account.AccountRow;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.account.PersonRepository;
import dev.gatehouse.db.account.PersonRow;
import dev.gatehouse.db.account.RoleRepository;
import dev.gatehouse.db.account.RoleRow;
import dev.gatehouse.db.invitation.InvitationRepository;
import dev.gatehouse.db.invitation.InvitationRow;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** A fresh account whose admin has invited somebody, as the Admin API leaves it. */
final class InvitedPerson {

    static final String PASSWORD = "gatehouse-demo";

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MICROS);

    final UUID account = UUID.randomUUID();
    final String mark = account.toString().substring(0, 8);
    final Map<SystemRole, UUID> roles = new EnumMap<>(SystemRole.class);
    final UUID admin;

    private final ApplicationContext context;
    UUID userId;
    String email;

    InvitedPerson(ApplicationContext context) {
        this(context, "Acme " + UUID.randomUUID().toString().substring(0, 4), "Ada Min");
    }

    InvitedPerson(ApplicationContext context, String accountName, String inviterName) {
        this.context = context;
        bean(AccountRepository.class).save(AccountRow.create(account, accountName));
        for (SystemRole role : SystemRole.values()) {
            roles.put(role, UUID.randomUUID());
            bean(RoleRepository.class).save(RoleRow.preset(roles.get(role), account, role));
        }
        admin = person("ada-" + mark + "@people.test", inviterName);
        member(admin, SystemRole.ADMIN, MembershipStatus.ACTIVE);
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    JdbcClient jdbc() {
        return bean(JdbcClient.class);
    }

    /** A person with a password. */
    UUID person(String address, String name) {
        UUID id = UUID.randomUUID();
        bean(PersonRepository.class)
                .save(PersonRow.create(
                        id, address, name, "{bcrypt}" + new BCryptPasswordEncoder(4).encode(PASSWORD), NOW));
        return id;
    }

    MembershipRow member(UUID person, SystemRole role, MembershipStatus status) {
        return bean(MembershipRepository.class)
                .save(MembershipRow.create(UUID.randomUUID(), account, person, roles.get(role), NOW)
                        .withStatus(status));
    }

    /** Invites somebody new. */
    InvitedPerson newcomer() {
        UUID id = UUID.randomUUID();
        jdbc().sql("insert into person (id, email, name, created_at, version, password_version)"
                        + " values (:id, :email, :email, current_timestamp, 0, 0)")
                .param("id", id)
                .param("email", "new-" + mark + "@people.test")
                .update();
        return invite(id, "new-" + mark + "@people.test", SystemRole.MONITOR_ALL);
    }

    /** Invites somebody who is there already. */
    InvitedPerson invite(UUID person, String address, SystemRole role) {
        userId = person;
        email = address;
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        MembershipRow membership = member(person, role, MembershipStatus.INVITED);
        bean(InvitationRepository.class)
                .save(InvitationRow.create(
                        account,
                        address,
                        membership.id(),
                        new InvitationRow.By(admin, UUID.randomUUID(), true),
                        now,
                        now.plus(Duration.ofDays(7))));
        return this;
    }

    /** The link that the mail server got; the mailer looks at once, so that nobody waits for its next look. */
    String link() {
        bean(InvitationMailer.class).look();
        return MailServer.link(email);
    }

    InvitationRow invitation() {
        UUID membership = membership().id();
        return bean(InvitationRepository.class).findByMembershipId(membership).orElseThrow();
    }

    MembershipRow membership() {
        return bean(MembershipRepository.class)
                .findByAccountIdAndUserId(account, userId)
                .orElseThrow();
    }

    void become(UUID person, SystemRole role, MembershipStatus status) {
        MembershipRepository memberships = bean(MembershipRepository.class);
        MembershipRow row =
                memberships.findByAccountIdAndUserId(account, person).orElseThrow();
        memberships.save(row.withRole(roles.get(role)).withStatus(status));
    }

    void set(String column, Object value) {
        jdbc().sql("update account set " + column + " = :value where id = :id")
                .param("value", value)
                .param("id", account)
                .update();
    }

    /** Where it stands: the invitation, the membership. */
    String status() {
        return invitation().status() + " " + membership().status();
    }
}
