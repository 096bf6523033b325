package dev.gatehouse.policy.access;

import dev.gatehouse.policy.reach.ReachSource;

/** What access rests on. */
public enum Basis {
    /** The person's role reaches every server. */
    ROLE,
    /** An all-servers grant. */
    ALL_GRANT,
    /** A grant on this server. */
    SERVER_GRANT,
    /** A team. */
    TEAM,
    /** The registration of a machine client. */
    CLIENT,
    /** The external identity provider, which decides alone. */
    EXTERNAL_IDP,
    /** A live access token of ours; its authorization was decided on when it was issued. */
    TOKEN;

    static Basis of(ReachSource source) {
        return switch (source) {
            case ROLE -> ROLE;
            case ALL_GRANT -> ALL_GRANT;
            case SERVER_GRANT -> SERVER_GRANT;
            case TEAM -> TEAM;
            case CLIENT -> CLIENT;
            case NONE -> throw new IllegalArgumentException("no reach is no basis");
        };
    }
}
