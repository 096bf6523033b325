package dev.gatehouse.authserver.login;

import dev.gatehouse.db.password.PasswordRepository;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Component;

/** The parts of sign-in that the filter chain of the pages is made of. */
@Component
public final class SignIn {

    private final SignInProvider provider;
    private final SignInOutcomes outcomes;
    private final KnownDevices devices;
    private final PasswordRepository passwords;

    SignIn(SignInProvider provider, SignInOutcomes outcomes, KnownDevices devices, PasswordRepository passwords) {
        this.passwords = passwords;
        this.provider = provider;
        this.outcomes = outcomes;
        this.devices = devices;
    }

    /** Judges address and password. */
    public SignInProvider provider() {
        return provider;
    }

    /** Says what follows. */
    public SignInOutcomes outcomes() {
        return outcomes;
    }

    /** What is to be known of a sign-in beside address and password. */
    public Object attempt(HttpServletRequest request) {
        return devices.attempt(request, request.getParameter("username"));
    }

    /** Ends sessions that must not go on. */
    public Filter sessionCheck() {
        return new SessionStillGood(passwords);
    }
}
