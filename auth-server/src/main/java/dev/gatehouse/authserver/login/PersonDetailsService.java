package dev.gatehouse.authserver.login;

import dev.gatehouse.db.account.PersonRepository;
import dev.gatehouse.db.account.PersonRow;
import java.util.Locale;
import java.util.Optional;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.stereotype.Component;

/** Finds the person who wants to sign in. */
@Component
final class PersonDetailsService implements UserDetailsService {

    private final PersonRepository people;

    PersonDetailsService(PersonRepository people) {
        this.people = people;
    }

    /** The person with this address; one with control characters is nobody's, and PostgreSQL would refuse to look. */
    Optional<PersonRow> find(String address) {
        String email = address.strip().toLowerCase(Locale.ROOT);
        return email.chars().anyMatch(Character::isISOControl) ? Optional.empty() : people.findByEmail(email);
    }

    @Override
    public UserDetails loadUserByUsername(String username) {
        return find(username)
                .filter(person -> person.passwordHash() != null)
                .map(person -> new SignedIn(person.id(), person.email(), person.name(), person.passwordHash()))
                .orElseThrow(() -> new UsernameNotFoundException("no such person"));
    }
}
