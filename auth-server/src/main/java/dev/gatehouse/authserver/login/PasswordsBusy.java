package dev.gatehouse.authserver.login;

import org.springframework.security.authentication.AuthenticationServiceException;

/** More passwords wait to be hashed than may wait. */
final class PasswordsBusy extends AuthenticationServiceException {

    private static final long serialVersionUID = 1L;

    PasswordsBusy(String what) {
        super(what);
    }
}
