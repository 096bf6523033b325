package dev.gatehouse.policy.reach;

/** What gives a person reach to a server, in the order in which it is looked for. */
public enum ReachSource {
    /** Nothing. */
    NONE,
    /** The role reaches every server. */
    ROLE,
    /** An all-servers grant. */
    ALL_GRANT,
    /** A grant on this server. */
    SERVER_GRANT,
    /** A team that is provisioned to a bundle which carries the server. */
    TEAM
}
