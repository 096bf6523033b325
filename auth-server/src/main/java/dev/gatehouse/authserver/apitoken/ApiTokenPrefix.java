package dev.gatehouse.authserver.apitoken;

/** By what the two kinds of API token are told apart, by people and by scanners for leaked secrets. */
public final class ApiTokenPrefix {

    /** An admin API token: opens the Admin API and nothing else. */
    public static final String ADMIN = "gha_";

    /** An API token for one MCP server. The gateway knows it by this prefix, too. */
    public static final String SERVER = "ghm_";

    private ApiTokenPrefix() {}
}
