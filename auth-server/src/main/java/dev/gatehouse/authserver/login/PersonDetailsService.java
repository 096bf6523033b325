package dev.gatehouse.authserver.login;

import dev.gatehouse.db.password.PasswordRepository;
import dev.gatehouse.db.password.PasswordRow;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsPasswordService;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.stereotype.Component;

/** Finds the person who wants to sign in. Who is disabled in every account is found no more than who does not exist. */
@Component
final class PersonDetailsService implements UserDetailsService, UserDetailsPasswordService {

    private final PasswordRepository passwords;

    PersonDetailsService(PasswordRepository passwords) {
        this.passwords = passwords;
    }

    /** An address as people are stored under it. */
    static String address(String typed) {
        return typed.strip().toLowerCase(Locale.ROOT);
    }

    /** The person with this address; one with control characters is nobody's, and PostgreSQL would refuse to look. */
    Optional<PasswordRow> find(String typed) {
        String email = address(typed);
        return email.chars().anyMatch(Character::isISOControl) ? Optional.empty() : passwords.findByEmail(email);
    }

    @Override
    public UserDetails loadUserByUsername(String username) {
        return signedIn(find(username));
    }

    /** The person, if they may sign in. */
    static SignedIn signedIn(Optional<PasswordRow> row) {
        return row.filter(person -> person.hash() != null && person.active())
                .map(SignedIn::of)
                .orElseThrow(() -> new UsernameNotFoundException("no such person"));
    }

    /** Keeps the password under the current hash; Spring Security asks for it after a sign-in with an older one. */
    @Override
    public UserDetails updatePassword(UserDetails user, @Nullable String newHash) {
        SignedIn person = (SignedIn) user;
        passwords.rehash(
                person.userId(), Objects.requireNonNull(person.getPassword()), Objects.requireNonNull(newHash));
        return person;
    }
}
