package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.policy.admin.AdminActor;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;

/** A caller that an admin API token has made known. It has no authorities: policy looks at the role's capabilities. */
final class AdminAuthentication extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1L;

    private final transient AdminActor actor;

    AdminAuthentication(AdminActor actor) {
        super(AuthorityUtils.NO_AUTHORITIES);
        this.actor = actor;
        setAuthenticated(true);
    }

    @Override
    public Object getCredentials() {
        return "";
    }

    @Override
    public AdminActor getPrincipal() {
        return actor;
    }
}
