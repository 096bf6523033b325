package dev.gatehouse.authserver.login;

import dev.gatehouse.db.password.PasswordRow;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.CredentialsContainer;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.UserDetails;

/** A person who has signed in, or is about to. */
public final class SignedIn implements UserDetails, CredentialsContainer {

    private static final long serialVersionUID = 2L;

    private final UUID userId;
    private final String email;
    private final String name;
    private final long passwordVersion;
    private @Nullable String passwordHash;

    private SignedIn(UUID userId, String email, String name, long passwordVersion, @Nullable String passwordHash) {
        this.userId = userId;
        this.email = email;
        this.name = name;
        this.passwordVersion = passwordVersion;
        this.passwordHash = passwordHash;
    }

    static SignedIn of(PasswordRow person) {
        return new SignedIn(person.userId(), person.email(), person.name(), person.version(), person.hash());
    }

    /** The same person, who has just set a new password: the session goes on under the next version. */
    SignedIn withNewPassword() {
        return new SignedIn(userId, email, name, passwordVersion + 1, null);
    }

    /** Whether the session may go on: the person is active and has the password that they signed in with. */
    boolean holds(PasswordRow now) {
        return now.active() && now.version() == passwordVersion;
    }

    /** The person of the request under way. */
    public static Optional<SignedIn> current() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication != null
                        && authentication.isAuthenticated()
                        && authentication.getPrincipal() instanceof SignedIn person
                ? Optional.of(person)
                : Optional.empty();
    }

    /** The person's id. */
    public UUID userId() {
        return userId;
    }

    /** The person's address. */
    public String email() {
        return email;
    }

    /** The person's name. */
    public String name() {
        return name;
    }

    /** Which of the person's passwords they signed in with. */
    long passwordVersion() {
        return passwordVersion;
    }

    @Override
    public void eraseCredentials() {
        passwordHash = null;
    }

    @Override
    public Collection<? extends GrantedAuthority> getAuthorities() {
        return List.of();
    }

    @Override
    public @Nullable String getPassword() {
        return passwordHash;
    }

    @Override
    public String getUsername() {
        return email;
    }

    @Override
    public String toString() {
        return "SignedIn[" + userId + "]";
    }
}
