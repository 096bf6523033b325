package dev.gatehouse.authserver.login;

import dev.gatehouse.db.password.PasswordRepository;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Ends a session whose person is gone, is disabled in every account, or has changed the password since. One look at one
 * row a request, and so true on every node at once.
 */
final class SessionStillGood extends OncePerRequestFilter {

    private final PasswordRepository passwords;

    SessionStillGood(PasswordRepository passwords) {
        this.passwords = passwords;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getRequestURI().startsWith("/assets/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean over = SignedIn.current()
                .filter(person ->
                        passwords.find(person.userId()).filter(person::holds).isEmpty())
                .isPresent();
        if (over) {
            // the session itself stays: a password change under way in it is about to say that it is good again
            SecurityContextHolder.clearContext();
            SecurityContextHolder.setContext(SecurityContextHolder.createEmptyContext());
        }
        chain.doFilter(request, response);
    }
}
