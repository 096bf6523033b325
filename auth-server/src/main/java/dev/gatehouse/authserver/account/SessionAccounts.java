package dev.gatehouse.authserver.account;

import dev.gatehouse.authserver.login.SignedIn;
import dev.gatehouse.authserver.session.BrowserSession;
import dev.gatehouse.db.account.PersonAccounts;
import dev.gatehouse.db.account.PersonAccounts.PersonAccount;
import jakarta.servlet.http.HttpSession;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Tells which account a session is about, where nothing in the request tells: the person's only one, or the one that they
 * have chosen. Looked up at each use: who is no longer active in the chosen one has chosen none.
 */
@Component
public final class SessionAccounts {

    private final PersonAccounts accounts;

    SessionAccounts(PersonAccounts accounts) {
        this.accounts = accounts;
    }

    /** The accounts of this person, in this session. */
    public Standing of(SignedIn person, @Nullable HttpSession session) {
        List<PersonAccount> all = accounts.active(person.userId());
        Optional<UUID> chosen = session == null ? Optional.empty() : BrowserSession.account(session);
        Optional<PersonAccount> current = chosen.flatMap(
                id -> all.stream().filter(account -> account.id().equals(id)).findFirst());
        if (session != null && chosen.isPresent() && current.isEmpty()) {
            BrowserSession.forgetAccount(session);
        }
        return new Standing(all, all.size() == 1 ? Optional.of(all.get(0)) : current);
    }

    /**
     * Where a person stands.
     *
     * @param all the accounts that they are active in, by name
     * @param current the one that the session is about; empty when they have to choose
     */
    public record Standing(List<PersonAccount> all, Optional<PersonAccount> current) {

        /** Whether there are several. */
        public boolean several() {
            return all.size() > 1;
        }

        /** Whether the person has to choose. */
        public boolean open() {
            return several() && current.isEmpty();
        }
    }
}
