package dev.gatehouse.policy.reach;

/** What gives reach to a server; what gives it to a person, in the order in which it is looked for. */
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
    TEAM,
    /** The registration of a machine client, which is for one server. */
    CLIENT
}
