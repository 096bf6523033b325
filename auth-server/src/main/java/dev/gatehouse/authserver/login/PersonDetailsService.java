package dev.gatehouse.authserver.login;

import dev.gatehouse.db.account.PersonRepository;
import java.util.Locale;
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

    @Override
    public UserDetails loadUserByUsername(String username) {
        return people.findByEmail(username.strip().toLowerCase(Locale.ROOT))
                .filter(person -> person.passwordHash() != null)
                .map(person -> new SignedIn(person.id(), person.email(), person.name(), person.passwordHash()))
                .orElseThrow(() -> new UsernameNotFoundException("no such person"));
    }
}
