package dev.gatehouse.authserver.login;

import dev.gatehouse.authserver.admin.ChosenName;
import dev.gatehouse.authserver.admin.Conflicts;
import dev.gatehouse.authserver.admin.PersonIds;
import dev.gatehouse.authserver.mail.EmailAddress;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.account.AccountRow;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.NewAccounts;
import dev.gatehouse.db.account.PersonRepository;
import dev.gatehouse.db.account.PersonRow;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.audit.AuditEvent;
import dev.gatehouse.db.audit.AuditLog;
import dev.gatehouse.db.invitation.InvitationRepository;
import dev.gatehouse.db.invitation.InvitationStatus;
import dev.gatehouse.db.password.PasswordRepository;
import dev.gatehouse.db.password.PasswordRow;
import dev.gatehouse.db.setup.SetUpLinkRepository;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.permission.LicenseKind;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes an account with a set-up link, and its owner. Who is known here already proves to be it; their password is never
 * set. The link is used up in the transaction that makes the account.
 */
@Component
final class SetUps {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final SetUpLinkRepository links;
    private final NewAccounts accounts;
    private final PersonRepository people;
    private final MembershipRepository memberships;
    private final PasswordRepository passwords;
    private final InvitationRepository invitations;
    private final PersonIds ids;
    private final PasswordPool pool;
    private final AuditLog audit;
    private final Transactions transactions;
    private final Clock clock;

    SetUps(
            SetUpLinkRepository links,
            NewAccounts accounts,
            PersonRepository people,
            MembershipRepository memberships,
            PasswordRepository passwords,
            InvitationRepository invitations,
            PersonIds ids,
            PasswordPool pool,
            AuditLog audit,
            Transactions transactions,
            Clock clock) {
        this.links = links;
        this.accounts = accounts;
        this.people = people;
        this.memberships = memberships;
        this.passwords = passwords;
        this.invitations = invitations;
        this.ids = ids;
        this.pool = pool;
        this.audit = audit;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * What is to be set up. The name and the passwords are those of somebody who is new here.
     *
     * @param token the link's secret
     * @param account the account's name
     */
    record Wanted(String token, String account, String email, String name, String password, String repeated) {

        /** Does not print secrets. */
        @Override
        public String toString() {
            return "Wanted[" + account + "]";
        }
    }

    /** What came of it. */
    sealed interface Outcome {

        /** The account is made. */
        record Made(UUID accountId, String email) implements Outcome {}

        /** There is no such link, or no longer. */
        record DeadLink() implements Outcome {}

        /** Something that was typed cannot be. */
        record Unfit(String sentence) implements Outcome {}

        /** The address is somebody's who is known here: they must prove to be it. */
        record Known(PasswordRow person) implements Outcome {}

        /** There is no room to hash a password. */
        record Busy() implements Outcome {}
    }

    /** Whether the link can be used. */
    boolean alive(String token) {
        return links.isLive(Secrets.digest(token));
    }

    /** Makes the account for somebody who is new here, or asks them who they are. */
    Outcome forNewcomer(Wanted wanted) {
        return Conflicts.retry(() -> withAccount(wanted, account -> newcomer(wanted, account)));
    }

    /** Makes the account for somebody who has proved who they are. */
    Outcome forKnown(Wanted wanted, UUID userId, String email) {
        return withAccount(wanted, account -> make(wanted, account, userId, email, () -> true));
    }

    private Outcome withAccount(Wanted wanted, Function<String, Outcome> then) {
        if (!alive(wanted.token())) {
            return new Outcome.DeadLink();
        }
        Optional<String> account = ChosenName.of(wanted.account());
        return account.isEmpty()
                ? new Outcome.Unfit("The account's name must have 1 to 200 characters that print.")
                : then.apply(account.get());
    }

    private Outcome newcomer(Wanted wanted, String account) {
        Optional<String> email = EmailAddress.parse(wanted.email());
        if (email.isEmpty()) {
            return new Outcome.Unfit("The email address is none.");
        }
        Optional<PasswordRow> found = passwords.findByEmail(email.get());
        if (found.isPresent() && !isOnlyAnAddress(found.get())) {
            return new Outcome.Known(found.get());
        }
        if (isInvited(email.get())) {
            return new Outcome.Unfit(
                    "An account has invited this address. Accept that invitation first, with the link in"
                            + " its mail; then use this link, with the password that you chose there.");
        }
        Optional<String> name = ChosenName.of(wanted.name());
        if (name.isEmpty()) {
            return new Outcome.Unfit("Your name must have 1 to 200 characters that print.");
        }
        Optional<NewPassword.Problem> problem = wanted.password().equals(wanted.repeated())
                ? NewPassword.problem(wanted.password(), email.get(), name.get())
                : Optional.of(NewPassword.Problem.REPEATED_OTHERWISE);
        if (problem.isPresent()) {
            return new Outcome.Unfit(problem.get().sentence());
        }
        String hash;
        try {
            hash = Objects.requireNonNull(pool.encode(wanted.password()));
        } catch (PasswordsBusy e) {
            return new Outcome.Busy();
        }
        UUID userId = found.map(PasswordRow::userId).orElseGet(() -> ids.of(email.get()));
        return make(wanted, account, userId, email.get(), () -> {
            if (found.isEmpty()) {
                people.save(PersonRow.create(userId, email.get(), name.get(), hash, now()));
                return true;
            }
            people.rename(userId, name.get());
            return passwords.change(userId, found.get().version(), hash);
        });
    }

    /** Nobody has ever been here with this address: it was invited at the most. */
    private boolean isOnlyAnAddress(PasswordRow person) {
        return person.hash() == null
                && memberships.findByUserId(person.userId()).stream()
                        .allMatch(row ->
                                row.status() == MembershipStatus.INVITED || row.status() == MembershipStatus.DISMISSED);
    }

    /** Somebody else has asked for this person, by mail: only whoever reads that mail shows that the address is theirs. */
    private boolean isInvited(String email) {
        Instant now = now();
        return invitations.findByEmailAndStatus(email, InvitationStatus.PENDING).stream()
                .anyMatch(row -> row.statusAt(now) == InvitationStatus.PENDING);
    }

    private Outcome make(Wanted wanted, String account, UUID userId, String email, BooleanSupplier person) {
        String digest = Secrets.digest(wanted.token());
        return transactions.run(status -> {
            if (!links.take(digest)) {
                return new Outcome.DeadLink();
            }
            if (!person.getAsBoolean()) {
                status.setRollbackOnly();
                return new Outcome.Unfit("Somebody has just come in with this address. Try again.");
            }
            LicenseKind license = links.license(digest);
            AccountRow made = accounts.create(account, license, userId, now());
            links.made(digest, made.id());
            audit.append(AuditEvent.of(
                            made.id(),
                            AuditEvent.user(userId),
                            AuditAction.ACCOUNT_CREATED,
                            "account:" + made.id(),
                            null,
                            null)
                    .change(
                            null,
                            JSON.writeValueAsString(Map.of(
                                    "name",
                                    account,
                                    "licenseKind",
                                    license.name(),
                                    "ownerUserId",
                                    userId.toString()))));
            return new Outcome.Made(made.id(), email);
        });
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
